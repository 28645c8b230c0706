using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>What became of one training task under one method and seed, read back from a run's folder.</summary>
public sealed record TaskAccount
{
    /// <summary>The task.</summary>
    public required TaskId Task { get; init; }

    /// <summary>The experts' trajectories on it.</summary>
    public required ImmutableArray<Trajectory> Experts { get; init; }

    /// <summary>What happened in each finished iteration, in order.</summary>
    public required ImmutableArray<TaskIteration> Iterations { get; init; }

    /// <summary>Reads the accounts of a method's training tasks.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="methodFolder">The method's folder in it, for example <c>seed-1/EEF</c>.</param>
    /// <param name="files">How files are reached.</param>
    /// <returns>One account a task, in the order of the training split.</returns>
    /// <exception cref="GleanerException">There is no such method, or a file is damaged.</exception>
    public static ImmutableArray<TaskAccount> ReadAll(string path, string methodFolder, IRunFiles files) =>
        new TaskAccountReader(new RunReader(path, files), methodFolder).Read();
}

/// <summary>One iteration of a task.</summary>
/// <param name="Number">The iteration, from 1.</param>
/// <param name="Rollouts">The student's rollouts, in the order of their requests.</param>
/// <param name="Trunks">v(s) along each trunk with the verdicts on its actions: the failed expert trajectories, or what the method judged.</param>
/// <param name="Examples">What was learnt from, with the weight of each action.</param>
public sealed record TaskIteration(
    int Number, ImmutableArray<RolloutRecord> Rollouts, ImmutableArray<TrunkAccount> Trunks, ImmutableArray<WeightedExample> Examples);

/// <summary>What exploration says of a trunk.</summary>
/// <param name="Trunk">Its name (<see cref="Rollouts.Trunk.Name"/>): the expert's, if that has one run on the task.</param>
/// <param name="Actions">Its actions.</param>
/// <param name="States">The explored states by step, s0 first.</param>
/// <param name="RecoverySteps">The recovery states among them.</param>
/// <param name="Verdicts">One verdict an action.</param>
public sealed record TrunkAccount(
    string Trunk,
    ImmutableArray<string> Actions,
    ImmutableArray<ExploredState> States,
    ImmutableArray<int> RecoverySteps,
    ImmutableArray<ActionVerdict> Verdicts)
{
    internal static TrunkAccount Of(TrunkOutcomes trunk) => new(
        trunk.Trunk.Name,
        [.. trunk.Trunk.Trajectory.Turns.Select(turn => turn.Action)],
        trunk.States,
        [.. trunk.RecoverySteps()],
        TrunkVerdicts.Of(trunk));
}

/// <summary>A line of <c>verdicts.jsonl</c>, which is there only where a method judges trunks in its own way.</summary>
/// <param name="Task">The task.</param>
/// <param name="Trunk">What the method says of the trunk.</param>
internal sealed record TrunkLine(TaskId Task, TrunkAccount Trunk);
