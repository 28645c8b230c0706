using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests;

/// <summary>Trajectories made up for tests of the method, where only authors, lengths and returns matter.</summary>
internal static class Samples
{
    public static readonly TaskId Task = new("toy/1");

    /// <summary>A trajectory from its authors: <c>EEES</c> is three expert actions, then one of the student.</summary>
    public static Trajectory Trajectory(string authors, double @return, TaskId? task = null, string? policy = null) => new(
        task ?? Task,
        policy ?? (authors.EndsWith('S') ? "student" : "expert"),
        [.. authors.Select((author, step) => new Turn(
            new Observation($"s{step}"), $"a{step}", author == 'E' ? Author.Expert : Author.Student, 0, true))],
        new Observation($"s{authors.Length}"),
        @return,
        StopReason.Done);

    /// <summary>The expert's trajectory, failed, with some number of actions.</summary>
    public static Trajectory Failure(int length, TaskId? task = null) => Trajectory(new string('E', length), 0.5, task);

    /// <summary>A rollout from the state after some of the expert's actions; the student takes two more.</summary>
    public static Rollout Rollout(Trajectory expert, int step, bool isPositive, int attempt = 0)
    {
        var start = step == 0 ? StartState.Initial(expert.Task) : StartState.After(expert, step);
        return new Rollout(
            new RolloutRequest(start, attempt), Trajectory(new string('E', step) + "SS", isPositive ? 1 : 0, expert.Task));
    }

    public static string Weights(WeightedTrajectory example) => string.Concat(example.Weights.Select(weight => weight.Weight > 0 ? '1' : '0'));

    public static ImmutableArray<WeightReason> Reasons(WeightedTrajectory example) => [.. example.Weights.Select(weight => weight.Reason)];
}
