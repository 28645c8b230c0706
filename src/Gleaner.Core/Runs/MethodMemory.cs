using System.Collections.Immutable;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Runs;

/// <summary>What a method knows from its finished iterations. Immutable: an iteration's rollouts give another one.</summary>
internal sealed record MethodMemory(
    PositiveRepository Positives, ImmutableArray<EarlierIteration> Earlier, ImmutableArray<OwnFailure> OwnFailures)
{
    /// <summary>Before the first iteration.</summary>
    public static MethodMemory Of(MethodRun run, double successThreshold) => new(new PositiveRepository(run.Experts, successThreshold), [], []);

    /// <summary>What the method is told in an iteration after these.</summary>
    /// <param name="run">The method.</param>
    /// <param name="number">The iteration, from 1.</param>
    /// <param name="rollouts">Its rollouts so far.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    public IterationState StateOf(MethodRun run, int number, IReadOnlyList<Rollout> rollouts, double successThreshold) =>
        run.StateOf(number, Positives.Add(rollouts, number), rollouts, successThreshold) with { Earlier = Earlier, OwnFailures = OwnFailures };

    /// <summary>With a finished iteration.</summary>
    /// <param name="run">The method.</param>
    /// <param name="iteration">What came of the iteration's rollouts.</param>
    /// <param name="rollouts">Its rollouts, in the order of their requests; only those that <see cref="Needs"/> names matter.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    public MethodMemory After(MethodRun run, EarlierIteration iteration, IReadOnlyList<Rollout> rollouts, double successThreshold)
    {
        var failures = run.Method.UsesOwnFailures
            ? rollouts.Where(rollout => rollout.WasSimulated && !rollout.Trajectory.IsPositive(successThreshold))
            : [];
        return new MethodMemory(
            Positives.Add(rollouts, iteration.Number),
            Earlier.Add(iteration),
            OwnFailures.AddRange(failures.Select(rollout => new OwnFailure(iteration.Number, rollout))));
    }

    /// <summary>Whether a method's later iterations need a rollout itself, beside its outcome.</summary>
    public static bool Needs(MethodRun run, RolloutRecord record, double successThreshold) =>
        record.Return >= successThreshold || (run.Method.UsesOwnFailures && record.WasSimulated);
}
