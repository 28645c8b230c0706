using System.Collections.Immutable;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>A weighted example as it is kept in <c>dataset.jsonl</c>.</summary>
public sealed record WeightedExample
{
    /// <summary>The task.</summary>
    public required TaskId Task { get; init; }

    /// <summary>The expert whose recovery state it teaches to solve; null for s0.</summary>
    public required string? StateExpert { get; init; }

    /// <summary>The number of expert actions before that state; 0 for s0.</summary>
    public required int StateStep { get; init; }

    /// <summary>The policy that solved the task.</summary>
    public required string SolvedBy { get; init; }

    /// <summary>The iteration that found the solution; 0 for expert trajectories.</summary>
    public required int FoundIn { get; init; }

    /// <summary>The expert on whose trajectory the solution started; null for s0.</summary>
    public required string? StartExpert { get; init; }

    /// <summary>The number of expert actions before its start; 0 for s0.</summary>
    public required int StartStep { get; init; }

    /// <summary>Its actions with their weights.</summary>
    public required ImmutableArray<WeightedAction> Actions { get; init; }

    /// <summary>The record of an example.</summary>
    public static WeightedExample Of(WeightedTrajectory example)
    {
        var (state, solution) = (example.State, example.Solution);
        return new WeightedExample
        {
            Task = state.Task,
            StateExpert = state.Expert,
            StateStep = state.Step,
            SolvedBy = solution.Trajectory.Policy,
            FoundIn = solution.Iteration,
            StartExpert = solution.Start.Expert?.Policy,
            StartStep = solution.Start.Step,
            Actions = [.. solution.Trajectory.Turns.Zip(
                example.Weights, (turn, weight) => new WeightedAction(turn.Action, turn.Author, weight.Weight, weight.Reason))],
        };
    }
}

/// <summary>An action of an example.</summary>
/// <param name="Action">Its text.</param>
/// <param name="Author">Who acted.</param>
/// <param name="Weight">Its loss weight, not negative.</param>
/// <param name="Reason">Why it has this weight.</param>
public sealed record WeightedAction(string Action, Author Author, float Weight, WeightReason Reason);
