using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>The loss weight of one action, with its reason.</summary>
/// <param name="Weight">0 or 1 in EEF; any non-negative number for other methods.</param>
/// <param name="Reason">Why.</param>
public readonly record struct TurnWeight(float Weight, WeightReason Reason);

/// <summary>An example to learn from: a solution with a loss weight for each of its actions. Observations never carry loss.</summary>
/// <param name="State">The important state that the example teaches to solve.</param>
/// <param name="Solution">The chosen solution; a failed trajectory in methods that learn from those too.</param>
/// <param name="Weights">One weight per turn of the solution's trajectory; see <see cref="Weights"/>.</param>
public sealed record WeightedTrajectory(ImportantState State, Solution Solution, ImmutableArray<TurnWeight> Weights)
{
    /// <summary>
    /// One weight per turn of the solution's trajectory. Whatever a method asks for, a malformed turn (<see cref="Turn.IsMalformed"/>) has the
    /// weight 0, unless the reason is <see cref="WeightReason.Dispreferred"/>: nothing is to make it likelier.
    /// </summary>
    public ImmutableArray<TurnWeight> Weights { get; init => field = WithoutMalformed(Solution, value); } = WithoutMalformed(Solution, Weights);

    /// <summary>What the student is told in front of the task, as <see cref="TaskPrompt"/> puts it; null for nothing.</summary>
    public string? Prompt { get; init; }

    /// <summary>The turns as the student is shown them, which is what it is trained on.</summary>
    public ImmutableArray<Turn> Turns
    {
        get
        {
            var turns = Solution.Trajectory.Turns;
            return Prompt is null || turns.IsEmpty
                ? turns
                : turns.SetItem(0, turns[0] with { Observation = TaskPrompt.Put(Prompt, turns[0].Observation) });
        }
    }

    /// <summary>A whole trajectory from s0 with one weight for all of its actions.</summary>
    /// <param name="solution">The trajectory.</param>
    /// <param name="reason">Why the actions have the weight.</param>
    /// <param name="weight">The weight, not negative.</param>
    public static WeightedTrajectory Whole(Solution solution, WeightReason reason, float weight = 1) => new(
        ImportantState.Initial(solution.Trajectory.Task), solution, [.. solution.Trajectory.Turns.Select(_ => new TurnWeight(weight, reason))]);

    private static ImmutableArray<TurnWeight> WithoutMalformed(Solution solution, ImmutableArray<TurnWeight> weights)
    {
        var turns = solution.Trajectory.Turns;
        return turns.Any(turn => turn.IsMalformed)
            ? [.. weights.Select((weight, i) => weight.Weight > 0 && weight.Reason != WeightReason.Dispreferred && i < turns.Length && turns[i].IsMalformed
                ? new TurnWeight(0, WeightReason.Malformed)
                : weight)]
            : weights;
    }
}

/// <summary>Words in front of a task, where the environment tells it: in the first observation.</summary>
public static class TaskPrompt
{
    /// <summary>The observation with the words before it, as plain text. Students that look at more than an observation's text refuse it.</summary>
    public static Observation Put(string prompt, Observation seen) => new($"{prompt}\n{seen.Text}");

    /// <summary>A policy that is shown the words before each task; the policy itself where there are none.</summary>
    public static IPolicy Before(IPolicy policy, string? prompt) => prompt is null
        ? policy
        : new DecoratedPolicy(policy, seen => seen.Step == 0 ? Put(prompt, seen.Observation) : seen.Observation);
}
