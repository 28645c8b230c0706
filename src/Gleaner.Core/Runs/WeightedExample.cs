using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>A weighted example as it is kept in <c>dataset.jsonl</c>.</summary>
public sealed record WeightedExample
{
    /// <summary>The task.</summary>
    public required TaskId Task { get; init; }

    /// <summary>The name of the trunk whose recovery state it teaches to solve; null for s0.</summary>
    [JsonPropertyName("stateExpert")]
    public required string? StateTrunk { get; init; }

    /// <summary>The number of the trunk's actions before that state; 0 for s0.</summary>
    public required int StateStep { get; init; }

    /// <summary>Who solved the task: the student, or the name of an expert's trajectory as a trunk.</summary>
    public required string SolvedBy { get; init; }

    /// <summary>The iteration that found the solution; 0 for expert trajectories.</summary>
    public required int FoundIn { get; init; }

    /// <summary>The name of the trunk that the solution branches off; null for s0.</summary>
    [JsonPropertyName("startExpert")]
    public required string? StartTrunk { get; init; }

    /// <summary>The number of the trunk's actions before its start; 0 for s0.</summary>
    public required int StartStep { get; init; }

    /// <summary>The rollout that found the solution, <c>ITERATION|KEY</c> with <see cref="RolloutRecord.Key"/>; null for an expert trajectory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rollout { get; init; }

    /// <summary>What the student is told in front of the task; null, and not written, for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prompt { get; init; }

    /// <summary>Its actions with their weights.</summary>
    public required ImmutableArray<WeightedAction> Actions { get; init; }

    /// <summary>The record of an example.</summary>
    public static WeightedExample Of(WeightedTrajectory example)
    {
        var (state, solution) = (example.State, example.Solution);
        return new WeightedExample
        {
            Task = state.Task,
            StateTrunk = state.Trunk,
            StateStep = state.Step,
            SolvedBy = solution.Iteration == 0 ? Trunk.NameOf(solution.Trajectory) : solution.Trajectory.Policy,
            FoundIn = solution.Iteration,
            StartTrunk = solution.Start.Trunk?.Name,
            StartStep = solution.Start.Step,
            Rollout = solution.Rollout is { } key ? NameOf(solution.Iteration, key) : null,
            Prompt = example.Prompt,
            Actions = [.. solution.Trajectory.Turns.Zip(
                example.Weights, (turn, weight) => new WeightedAction(turn.Action, turn.Author, weight.Weight, weight.Reason))],
        };
    }

    internal static string NameOf(int iteration, string rollout) => $"{iteration}|{rollout}";
}

/// <summary>An action of an example.</summary>
/// <param name="Action">Its text.</param>
/// <param name="Author">Who acted.</param>
/// <param name="Weight">Its loss weight, not negative.</param>
/// <param name="Reason">Why it has this weight.</param>
public sealed record WeightedAction(string Action, Author Author, float Weight, WeightReason Reason);

/// <summary>A sample as it is kept in <c>samples.jsonl</c>.</summary>
/// <param name="Example">The trajectory, with the weights of its actions.</param>
/// <param name="Advantage">Its advantage.</param>
public sealed record WeightedSample(WeightedExample Example, double Advantage)
{
    /// <summary>The record of a sample.</summary>
    public static WeightedSample Of(AdvantagedSample sample) => new(WeightedExample.Of(sample.Example), sample.Advantage);
}

/// <summary>A preference pair as it is kept in <c>pairs.jsonl</c>.</summary>
/// <param name="Chosen">The preferred side.</param>
/// <param name="Rejected">The other side.</param>
/// <param name="Weight">Its weight among the others.</param>
/// <param name="NllWeight">Factor of the preferred side's negative log-likelihood.</param>
/// <param name="Beta">β of the loss.</param>
public sealed record WeightedPair(WeightedExample Chosen, WeightedExample Rejected, double Weight, double NllWeight, double Beta)
{
    /// <summary>The record of a pair.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="beta">β of its set.</param>
    public static WeightedPair Of(TrajectoryPair pair, double beta) =>
        new(WeightedExample.Of(pair.Chosen), WeightedExample.Of(pair.Rejected), pair.Weight, pair.NllWeight, beta);
}
