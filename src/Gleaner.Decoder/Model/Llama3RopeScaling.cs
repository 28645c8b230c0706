namespace Gleaner.Decoder.Model;

/// <summary>
/// Scaling by wavelength, as Llama 3.1 and later do: waves that fit the original length <see cref="HighFrequencyFactor"/>
/// times or more often stay, those that fit it at most <see cref="LowFrequencyFactor"/> times are stretched by
/// <see cref="Factor"/>, and those between are interpolated.
/// </summary>
public sealed record Llama3RopeScaling : RopeScaling
{
    /// <summary>By how much long waves are stretched; at least 1.</summary>
    public double Factor { get; init; } = 8;

    /// <summary>Waves that fit the original length at most this often are stretched fully; above 0.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Waves that fit the original length at least this often stay; above <see cref="LowFrequencyFactor"/>.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>The length, in tokens, that the model was trained at before it was stretched.</summary>
    public int OriginalMaxSequenceLength { get; init; } = 8192;

    internal override double Scale(double frequency)
    {
        double fits = OriginalMaxSequenceLength * frequency / (2 * Math.PI);
        double kept = Math.Clamp((fits - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1);
        return frequency * (kept + ((1 - kept) / Factor));
    }

    internal override void Validate()
    {
        Require(Factor >= 1 && double.IsFinite(Factor), nameof(Factor), Factor, "finite and at least 1");
        Require(LowFrequencyFactor > 0 && double.IsFinite(LowFrequencyFactor), nameof(LowFrequencyFactor), LowFrequencyFactor, "finite and above 0");
        Require(
            HighFrequencyFactor > LowFrequencyFactor && double.IsFinite(HighFrequencyFactor),
            nameof(HighFrequencyFactor),
            HighFrequencyFactor,
            $"finite and above {nameof(LowFrequencyFactor)}");
        Require(OriginalMaxSequenceLength > 0, nameof(OriginalMaxSequenceLength), OriginalMaxSequenceLength, "at least 1");
    }
}
