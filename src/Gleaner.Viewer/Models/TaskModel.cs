using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Exploration;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Models;

/// <summary>What became of a task under a method: the trunk with the branches of one iteration, and what was learnt from them.</summary>
internal sealed record TaskModel
{
    public required string Run { get; init; }

    public required Track Track { get; init; }

    public required IReadOnlyList<Track> Tracks { get; init; }

    public required TaskRow Task { get; init; }

    /// <summary>The experts' runs on it.</summary>
    public required IReadOnlyList<ExpertLine> Experts { get; init; }

    /// <summary>The iterations that played it, with what came of them.</summary>
    public required IReadOnlyList<StageLine> Stages { get; init; }

    /// <summary>The iteration that is shown; 0 if none has played it.</summary>
    public required int Iteration { get; init; }

    /// <summary>The trunks with their branches.</summary>
    public required IReadOnlyList<TrunkModel> Trunks { get; init; }

    /// <summary>What the iteration learnt from.</summary>
    public required IReadOnlyList<ExampleModel> Examples { get; init; }

    /// <summary>Greedy rollouts of it, where it is a task of a test or dev split.</summary>
    public required IReadOnlyList<RolloutLine> Evaluations { get; init; }

    /// <summary>Branches that are not shown because there are too many.</summary>
    public required int Hidden { get; init; }

    /// <summary>The tasks before and after it in the training split.</summary>
    public required (TaskRow? Before, TaskRow? After) Neighbours { get; init; }
}

/// <summary>An expert's run.</summary>
internal sealed record ExpertLine(string Trunk, RolloutRow Row, bool? IsSimulated);

/// <summary>An iteration: k of n rollouts of the task won.</summary>
internal sealed record StageLine(int Iteration, int Wins, int Attempts);

/// <summary>A trunk, left to right.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rollout">The trajectory itself; null if it is not at hand.</param>
/// <param name="Columns">A state and the action that follows it; the last one has no action.</param>
/// <param name="IsJudged">Whether its actions were judged: it failed.</param>
internal sealed record TrunkModel(string Name, RolloutRow? Rollout, IReadOnlyList<TrunkColumn> Columns, bool IsJudged);

/// <summary>A state of a trunk with the branches off it, and the action that follows.</summary>
internal sealed record TrunkColumn
{
    /// <summary>Actions before the state.</summary>
    public required int Step { get; init; }

    /// <summary>k of n from here; null where nothing was simulated.</summary>
    public ExploredState? State { get; init; }

    public bool IsRecovery { get; init; }

    public IReadOnlyList<BranchModel> Branches { get; init; } = [];

    /// <summary>The trunk's action; null after the last one.</summary>
    public string? Action { get; init; }

    public string? Thought { get; init; }

    public bool WasPossible { get; init; } = true;

    public ActionVerdict Verdict { get; init; }

    /// <summary>What proves the verdict; null if it is unused.</summary>
    public VerdictProof? Proof { get; init; }

    /// <summary>The weights that examples gave the action, at most one of each reason.</summary>
    public IReadOnlyList<TurnWeight> Weights { get; init; } = [];

    public Interval? Rate => State is { } state ? Intervals.Wilson(state.Outcome.Successes, state.Outcome.Attempts) : null;
}

/// <summary>A branch off a trunk.</summary>
/// <param name="Row">The rollout.</param>
/// <param name="Follows">Actions that it took as the trunk did before it left it.</param>
/// <param name="LeavesWith">Its first action that is not the trunk's; null if it has none.</param>
/// <param name="IsExample">Whether something was learnt from it.</param>
internal sealed record BranchModel(RolloutRow Row, int Follows, string? LeavesWith, bool IsExample);

/// <summary>Why a verdict is what it is: v(s) changes between two states, and these two rollouts show it.</summary>
/// <param name="Segment">The actions that the verdict is about.</param>
/// <param name="Succeeded">A rollout that won from the succeeding state.</param>
/// <param name="Failed">A rollout that failed from the failing state.</param>
internal sealed record VerdictProof(TrunkSegment Segment, RolloutRow? Succeeded, RolloutRow? Failed);

/// <summary>An example that was learnt from.</summary>
/// <param name="Example">As it is recorded.</param>
/// <param name="Solution">The rollout that it is; null if it is not in the index.</param>
/// <param name="Actions">Its actions with what shows the reason of each weight.</param>
internal sealed record ExampleModel(WeightedExample Example, RolloutRow? Solution, ImmutableArray<ExampleAction> Actions);

/// <summary>An action of an example.</summary>
internal sealed record ExampleAction(WeightedAction Action, VerdictProof? Proof);
