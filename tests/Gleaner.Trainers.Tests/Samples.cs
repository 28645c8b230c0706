using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Tests;

/// <summary>Examples with chosen weights.</summary>
internal static class Samples
{
    public const string Rules = "You turn knobs. One action a message.";

    /// <summary>An example whose turns have the given weights; texts hold what JSON and tokenizers trip over.</summary>
    public static WeightedTrajectory Example(int number, params float[] weights) => Example(number, [.. weights.Select((_, i) => $"turn[knob \"{i}\" 🙂 é]")], weights);

    public static WeightedTrajectory Example(int number, IReadOnlyList<string> actions, float[] weights)
    {
        var task = new TaskId($"knobs/{number}");
        var turns = weights.Select((_, i) => new Turn(new Observation($"Panel {number}.{i}\n\tlit: <\\>"), actions[i], Author.Student, 0, WasPossible: true));
        var trajectory = new Trajectory(task, "student", [.. turns], new Observation("seen last"), 1, StopReason.Done);
        return new WeightedTrajectory(
            ImportantState.Initial(task),
            new Solution(trajectory, StartState.Initial(task), 1, number),
            [.. weights.Select(weight => new TurnWeight(weight, WeightReason.StudentAction))]);
    }

    /// <summary>The same with thoughts.</summary>
    public static WeightedTrajectory WithThoughts(WeightedTrajectory example, params string?[] thoughts)
    {
        var trajectory = example.Solution.Trajectory;
        var turns = trajectory.Turns.Select((turn, i) => turn with { Thought = thoughts[i] });
        return example with { Solution = example.Solution with { Trajectory = trajectory with { Turns = [.. turns] } } };
    }

    /// <summary>Masked and trained turns in every order, and an example that trains nothing.</summary>
    public static IReadOnlyList<WeightedTrajectory> Binary() =>
        [Example(1, 1, 1), Example(2, 0, 1), Example(3, 1, 0, 1), Example(4, 0, 0, 1, 1, 0, 1), Example(5, 1, 0), Example(6, 0, 0)];

    /// <summary>The (content, weight) of every action of the examples that train anything, in order.</summary>
    public static List<(string Action, float Weight)> ActionsOf(IEnumerable<WeightedTrajectory> examples) =>
    [
        .. examples.Where(example => example.Weights.Any(weight => weight.Weight > 0))
            .SelectMany(example => example.Solution.Trajectory.Turns.Zip(example.Weights, (turn, weight) => (turn.Action, weight.Weight))),
    ];
}
