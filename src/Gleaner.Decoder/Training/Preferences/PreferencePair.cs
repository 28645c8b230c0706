namespace Gleaner.Decoder.Training.Preferences;

/// <summary>
/// Two sequences of which one is preferred, for <see cref="Trainer.StepPreference"/>. They may start alike (the same expert
/// prefix, as in IPR's step pairs): give the common part the weight 0.
/// </summary>
/// <param name="Chosen">The preferred one.</param>
/// <param name="Rejected">The other one.</param>
public sealed record PreferencePair(PreferenceSequence Chosen, PreferenceSequence Rejected)
{
    /// <summary>Weight of the pair among those of the batch, above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Factor λ ≥ 0 of −Σ w log π / Σ w over the chosen sequence, which is added to the pair's loss: keeps the chosen one
    /// likely while the margin grows (IPR, Xiong et al. 2024; per token as in Iterative RPO, Pang et al. 2024).
    /// </summary>
    public double NllWeight { get; init; }
}
