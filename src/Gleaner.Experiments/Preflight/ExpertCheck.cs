using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Whether an expert can be made, and does something: one that plays plays a task, recorded runs are played again.</summary>
/// <param name="name">The expert's name.</param>
/// <param name="create">Makes it, given where it plays and the limit of actions.</param>
public sealed class ExpertCheck(string name, Func<World, int, IExpert> create) : PreflightCheck
{
    /// <inheritdoc/>
    public override string Id => $"expert {name}";

    /// <inheritdoc/>
    public override string Title => $"expert {name}";

    /// <inheritdoc/>
    public override TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var expert = create(context.World, context.Experiment.Environment.MaxTurns);
        return expert is RecordedExpert recorded
            ? ReplayAsync(recorded, context, cancellationToken)
            : PlayAsync(expert, context, cancellationToken);
    }

    private async Task<PreflightResult> PlayAsync(IExpert expert, PreflightContext context, CancellationToken cancellationToken)
    {
        // As a run would let it play, in a run of two tasks that is thrown away.
        var splits = context.Splits;
        var few = new ExperimentSplits
        {
            Training = new TaskSplit(splits.Training.Name, splits.Training.Tasks[..1]),
            Test = new TaskSplit(splits.Test.Name, splits.Test.Tasks[..1]),
            Dev = null,
            Seen = null,
            Unseen = null,
            Disjoint = null,
        };
        var identity = new RunIdentity { Command = "", Version = "", CodeHash = "", Configuration = "", Seeds = [1], DataHashes = ImmutableSortedDictionary<string, string>.Empty };
        using var directory = RunDirectory.Open(
            Path.Combine(context.Scratch, SafeName.From(name)), identity, context.Options.Files, context.Options.Clock);
        var run = new RunContext
        {
            Directory = directory,
            Environment = context.World.Environment,
            Rollouts = new RolloutOptions { MaxTurns = context.Experiment.Environment.MaxTurns, Workers = 1 },
            Time = context.Options.Clock,
        };
        var played = await expert.CollectAsync(run, few, cancellationToken).ConfigureAwait(false);
        context.Keep(played);
        return played.FirstOrDefault() is not { } trajectory ? PreflightResult.Failed("it played nothing")
            : trajectory.StopReason.IsEnvironmentFailure ? PreflightResult.Failed($"the environment failed while it played {trajectory.Task}")
            : trajectory.Length == 0 ? PreflightResult.Warning($"it gave up {trajectory.Task} without an action")
            : PreflightResult.Ok(string.Create(CultureInfo.InvariantCulture, $"played {trajectory.Task}: {trajectory.Length} actions, return {trajectory.Return:0.###}"));
    }

    private async Task<PreflightResult> ReplayAsync(RecordedExpert expert, PreflightContext context, CancellationToken cancellationToken)
    {
        var environment = context.World.Environment;
        var threshold = environment.SuccessThreshold;
        var runs = expert.RunsOn(context.Splits.Training);
        var successes = runs.Count(run => run.IsPositive(threshold));
        var what = string.Create(CultureInfo.InvariantCulture, $"{runs.Length:N0} runs on {runs.DistinctBy(run => run.Task).Count():N0} of {context.Splits.Training.Tasks.Length:N0} training tasks, {successes:N0} successes");

        // Successes are what a student first learns from, and two of them are enough to try that.
        foreach (var run in runs.OrderByDescending(run => run.IsPositive(threshold)).Take(2))
        {
            var outcome = await CheckedReplay.TryPlayAsync(environment, run, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (outcome.Played is not { } played)
            {
                return PreflightResult.Failed(
                    $"{what}; played again, the run on {run.Task} differs after {outcome.Step} actions: {outcome.Difference}",
                    "It was recorded with other data, another version, or a server that was started otherwise; 'gleaner replay --config CONFIG FILE' counts how many agree."
                    + (context.Experiment.Environment.RepeatAdvice is { } advice ? $" {advice}" : ""));
            }

            context.Keep(played with { Policy = name, Turns = [.. played.Turns.Select(turn => turn with { Author = Author.Expert })] });
        }

        return successes == 0 && name == context.Experiment.FirstExpert
            ? PreflightResult.Failed($"{what}: behaviour cloning has nothing to learn from", "Name an expert with successes first, or choose other training tasks.")
            : PreflightResult.Ok($"{what}; those played again were the same");
    }
}
