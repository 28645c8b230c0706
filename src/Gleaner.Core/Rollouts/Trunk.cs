using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>A trajectory that rollouts branch off: an expert's, or one of the student's own of an earlier iteration.</summary>
/// <param name="Trajectory">The whole trajectory.</param>
/// <param name="Name">
/// Tells the trunks of a task apart: <c>EXPERT</c> for an expert's first run on it, <c>EXPERT#RUN</c> for its further ones, and
/// <c>STUDENT:ITERATION:START:ATTEMPT</c> for a rollout of the student's.
/// </param>
public sealed record Trunk(Trajectory Trajectory, string Name)
{
    /// <summary>The task.</summary>
    public TaskId Task => Trajectory.Task;

    /// <summary>The number of actions, |τ|.</summary>
    public int Length => Trajectory.Length;

    /// <summary>An expert's trajectory as a trunk.</summary>
    public static Trunk Of(Trajectory expert) => new(expert, NameOf(expert));

    /// <summary>A rollout of an earlier iteration as a trunk, whatever prefix it began with included.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="iteration">Its iteration, from 1.</param>
    public static Trunk Of(Rollout rollout, int iteration) => new(
        rollout.Trajectory, NameOf(rollout.Trajectory.Policy, iteration, rollout.Request.Start.Label, rollout.Request.Attempt));

    /// <summary>The name of an expert's trajectory as a trunk.</summary>
    public static string NameOf(Trajectory expert) => expert.Run == 1 ? expert.Policy : $"{expert.Policy}#{expert.Run}";

    internal static string NameOf(string student, int iteration, string start, int attempt) => $"{student}:{iteration}:{start}:{attempt}";
}
