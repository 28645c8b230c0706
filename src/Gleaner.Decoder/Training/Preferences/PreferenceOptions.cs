namespace Gleaner.Decoder.Training.Preferences;

/// <summary>
/// Settings of the preference loss. With r(y) = β Σ w_i (log π(t_i) − log π_ref(t_i)) and the margin
/// m = r(chosen) − r(rejected), a pair's loss is −(1 − ε) log σ(m) − ε log σ(−m) + λ · NLL(chosen); a batch's loss is the mean
/// over its pairs, by their weights (DPO, Rafailov et al. 2023).
/// </summary>
public sealed record PreferenceOptions
{
    /// <summary>β, finite and above 0: how much a log-ratio counts. ETO takes 0.1, later 0.5.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>ε in [0, 0.5): the assumed share of pairs the wrong way round (conservative DPO, Mitchell 2023).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(Beta > 0 && double.IsFinite(Beta)))
        {
            throw new ArgumentException($"PreferenceOptions.{nameof(Beta)} is {Beta}; it must be finite and above 0.", nameof(Beta));
        }

        if (LabelSmoothing is not (>= 0 and < 0.5))
        {
            throw new ArgumentException(
                $"PreferenceOptions.{nameof(LabelSmoothing)} is {LabelSmoothing}; it must be in [0, 0.5).", nameof(LabelSmoothing));
        }
    }
}
