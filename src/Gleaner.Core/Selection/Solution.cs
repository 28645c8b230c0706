using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>
/// A positive trajectory of D⁺: a positive rollout together with the prefix that it began with, or a positive expert trajectory. Methods
/// that learn from failures too name a failed trajectory in the same way; D⁺ holds none.
/// </summary>
/// <param name="Trajectory">The whole trajectory.</param>
/// <param name="Start">Where the student took over; for a positive expert trajectory s0.</param>
/// <param name="Iteration">The iteration that found it; 0 for expert trajectories.</param>
/// <param name="Order">Its place in D⁺, from 0: "first found" is the lowest.</param>
public sealed record Solution(Trajectory Trajectory, StartState Start, int Iteration, int Order)
{
    /// <summary>The key of the rollout that found it (<see cref="RolloutRequest.Key"/>); null for an expert trajectory.</summary>
    public string? Rollout { get; init; }

    /// <summary>An expert's trajectory from s0.</summary>
    public static Solution Of(Trajectory expert) => new(expert, StartState.Initial(expert.Task), Iteration: 0, Order: 0);

    /// <summary>A rollout with the prefix that it began with.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="iteration">Its iteration, from 1.</param>
    public static Solution Of(Rollout rollout, int iteration) =>
        new(rollout.Trajectory, rollout.Request.Start, iteration, Order: 0) { Rollout = rollout.Request.Key };

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
