using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>A shop with WebShop's pages over <see cref="ToyCatalogue"/>: enough to act in and to win or lose.</summary>
internal sealed class ToyShop : IEnvironment
{
    public static TaskId RedHat { get; } = new("toy/red-hat");

    public static TaskId MintSoap { get; } = new("toy/mint-soap");

    public static TaskId Mug { get; } = new("toy/mug");

    public static ImmutableArray<TaskId> Tasks { get; } = [RedHat, MintSoap, Mug];

    private static readonly Dictionary<TaskId, ToyGoal> Goals = new()
    {
        [RedHat] = new("find me a warm wool hat with color: red, and size: large", "T01", ["red", "large"]),
        [MintSoap] = new("find me a hand soap with scent: lavender mint", "T06", ["lavender mint"]),
        [Mug] = new("find me an enamel mug", "T07", []),
    };

    public string Name => "toy";

    public double SuccessThreshold => 1;

    public static ToyGoal GoalOf(TaskId task) => Goals[task];

    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => new(new ToyEpisode(task, Goals[task]));

    /// <summary>Plays actions from s0.</summary>
    public static Trajectory Play(TaskId task, Author author, params string[] actions)
    {
        var episode = new ToyEpisode(task, Goals[task]);
        var turns = ImmutableArray.CreateBuilder<Turn>();
        foreach (var action in actions)
        {
            var seen = episode.Observation;
            var result = episode.Step(action);
            turns.Add(new Turn(seen, action, author, result.Reward, result.WasPossible));
        }

        return new Trajectory(
            task, "expert", turns.ToImmutable(), episode.Observation, episode.Return, episode.IsDone ? StopReason.Done : StopReason.TurnLimit);
    }

    /// <summary>An expert trajectory that wins.</summary>
    public static Trajectory Demonstrate(TaskId task)
    {
        var goal = Goals[task];
        string[] actions =
        [
            $"search[{string.Join(' ', goal.Instruction.Split(' ').Skip(3).Take(3))}]",
            $"click[{goal.Asin.ToLowerInvariant()}]",
            .. goal.Values.Select(value => $"click[{value}]"),
            "click[buy now]",
        ];
        return Play(task, Author.Expert, actions);
    }

    /// <summary>A trajectory as an example for s0, every action with weight 1.</summary>
    public static WeightedTrajectory Example(Trajectory trajectory) => LossWeights.Weigh(
        ImportantState.Initial(trajectory.Task), new Solution(trajectory, StartState.Initial(trajectory.Task), 0, 0), []);
}
