using Gleaner.Trajectories;

namespace Gleaner.Rollouts;

/// <summary>A finished rollout.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Trajectory">The whole trajectory: the trunk's actions before the start state, then the policy's own.</param>
public sealed record Rollout(RolloutRequest Request, Trajectory Trajectory)
{
    /// <summary>The number of turns before the start state, which are the trunk's.</summary>
    public int PrefixLength => Request.Start.Step;

    /// <summary>Environment steps that the policy took; 0 if nothing was simulated.</summary>
    public int StudentSteps => Math.Max(0, Trajectory.Length - PrefixLength);

    /// <summary>Actions of the trunk that were replayed to reach the start state, or until the replay diverged.</summary>
    public int ReplayedSteps => Trajectory.Length - StudentSteps;

    /// <summary>Tokens that the policy sampled.</summary>
    public int SampledTokens => Trajectory.Turns.Skip(PrefixLength).Sum(turn => turn.Tokens?.Ids.Length ?? 0);

    /// <summary>False if the start state could not be reached or the environment failed: then it says nothing about the policy.</summary>
    public bool WasSimulated => Trajectory.StopReason.IsOfThePolicy;

    /// <summary>
    /// Whether some text on the way to the start state is not the recorded one, and was taken for it because the environment says
    /// that it shows the same state (<see cref="Environments.IEnvironment.ShowsSameState"/>).
    /// </summary>
    public bool IsStartTolerated => WasSimulated && Request.Start.Trunk is { } trunk && Enumerable.Range(0, PrefixLength + 1)
        .Any(step => (step < Trajectory.Length ? Trajectory.Turns[step].Observation : Trajectory.Final).Text != trunk.Trajectory.Turns[step].Observation.Text);

    /// <summary>What the environment said when it failed; null if it did not.</summary>
    public string? Failure => Trajectory.Failure;
}
