using Gleaner.Evaluation;

namespace Gleaner.Exploration;

/// <summary>Decides v(s) from k of n: whether the student succeeds from a state of which k of n rollouts were positive.</summary>
public interface IVerdictRule
{
    /// <summary>The verdict. It must depend on nothing but the outcome.</summary>
    StateVerdict Judge(StateOutcome outcome);
}

/// <summary>Success if any rollout succeeded, else failure. With one rollout a state this is the paper's rule; the default.</summary>
public sealed record AnySuccess : IVerdictRule
{
    /// <inheritdoc/>
    public StateVerdict Judge(StateOutcome outcome) => outcome.Successes > 0 ? StateVerdict.Success : StateVerdict.Failure;
}

/// <summary>The first rollout decides, so that further attempts find solutions without changing a verdict.</summary>
public sealed record FirstAttempt : IVerdictRule
{
    /// <inheritdoc/>
    public StateVerdict Judge(StateOutcome outcome) => outcome.FirstSucceeded ? StateVerdict.Success : StateVerdict.Failure;
}

/// <summary>More than half of the rollouts decide; at exactly half the verdict is unknown.</summary>
public sealed record Majority : IVerdictRule
{
    /// <inheritdoc/>
    public StateVerdict Judge(StateOutcome outcome) => (2 * outcome.Successes).CompareTo(outcome.Attempts) switch
    {
        > 0 => StateVerdict.Success,
        < 0 => StateVerdict.Failure,
        _ => StateVerdict.Unknown,
    };
}

/// <summary>
/// Success if Wilson's one-sided lower bound of the success rate reaches the threshold, failure if the upper bound does not exceed
/// it, else unknown. A further attempt can change the verdict in both directions.
/// </summary>
/// <param name="Level">
/// The confidence of each bound, from 0.5 to below 1. Default 0.8: one rollout decides until a second one contradicts it; at 0.9
/// it takes two that agree.
/// </param>
/// <param name="Threshold">The success rate in question, between 0 and 1. Default 0.5.</param>
public sealed record WilsonBound(double Level = 0.8, double Threshold = 0.5) : IVerdictRule
{
    /// <summary>The confidence of each bound, in [0.5, 1).</summary>
    public double Level { get; init; } = Level is >= 0.5 and < 1
        ? Level
        : throw new ArgumentOutOfRangeException(nameof(Level), Level, "The level is from 0.5 to below 1.");

    /// <summary>The success rate in question, in (0, 1).</summary>
    public double Threshold { get; init; } = Threshold is > 0 and < 1
        ? Threshold
        : throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "The threshold is between 0 and 1.");

    /// <inheritdoc/>
    public StateVerdict Judge(StateOutcome outcome)
    {
        // Wilson's bound reaches the threshold exactly where the score test at the threshold reaches the level.
        var rate = (double)outcome.Successes / outcome.Attempts;
        var score = (rate - Threshold) * Math.Sqrt(outcome.Attempts / (Threshold * (1 - Threshold)));
        return StandardNormal.Cdf(score) >= Level ? StateVerdict.Success
            : StandardNormal.Cdf(-score) >= Level ? StateVerdict.Failure
            : StateVerdict.Unknown;
    }
}
