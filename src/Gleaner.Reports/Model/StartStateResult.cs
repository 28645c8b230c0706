namespace Gleaner.Reports.Model;

/// <summary>How often rollouts from one start state of the failed expert trajectories succeeded in one iteration.</summary>
/// <param name="Iteration">The exploration iteration, from 1.</param>
/// <param name="StateIndex">m: 0 is s₀, m is the expert state s_ml.</param>
/// <param name="Rollouts">Rollouts started there.</param>
/// <param name="Wins">Rollouts that ended positive.</param>
public sealed record StartStateResult(int Iteration, int StateIndex, int Rollouts, int Wins)
{
    /// <summary>Share of rollouts that ended positive, 0 to 1; 0 where there were none.</summary>
    public double WinRate => Rollouts == 0 ? 0 : (double)Wins / Rollouts;
}
