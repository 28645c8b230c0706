using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>A positive trajectory of D⁺: a positive rollout together with the prefix that it began with, or a positive expert trajectory.</summary>
/// <param name="Trajectory">The whole trajectory.</param>
/// <param name="Start">Where the student took over; for a positive expert trajectory s0.</param>
/// <param name="Iteration">The iteration that found it; 0 for expert trajectories.</param>
/// <param name="Order">Its place in D⁺, from 0: "first found" is the lowest.</param>
public sealed record Solution(Trajectory Trajectory, StartState Start, int Iteration, int Order)
{
    /// <summary>The key of the rollout that found it (<see cref="RolloutRequest.Key"/>); null for an expert trajectory.</summary>
    public string? Rollout { get; init; }

    /// <summary>The number of leading actions that are the expert's.</summary>
    public int ExpertActions => Trajectory.Turns.TakeWhile(turn => turn.Author == Author.Expert).Count();

    /// <summary>Whether the expert solved the task alone.</summary>
    public bool IsDemonstration => ExpertActions == Trajectory.Length;

    /// <summary>
    /// Whether the solution passes through an important state: s0 of its task, or the state after the first
    /// <see cref="ImportantState.Step"/> actions of the same trunk.
    /// </summary>
    public bool PassesThrough(ImportantState state) =>
        state.Task == Trajectory.Task
        && (state.Step == 0 || (Start.Trunk?.Name == state.Trunk && Start.Step >= state.Step));
}
