using System.Text.Json.Serialization;

namespace Gleaner.Decoder.Model;

/// <summary>How rotary frequencies are changed so that a model reaches beyond the length that it was first trained at.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LinearRopeScaling), "linear")]
[JsonDerivedType(typeof(Llama3RopeScaling), "llama3")]
public abstract record RopeScaling
{
    private protected RopeScaling()
    {
    }

    /// <summary>The frequency to rotate with.</summary>
    /// <param name="frequency">The unscaled frequency, in radians per position.</param>
    internal abstract double Scale(double frequency);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal abstract void Validate();

    private protected void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"{GetType().Name}.{name} is {value}; it must be {expected}.", name);
        }
    }
}

/// <summary>All positions are divided by a factor (position interpolation, Chen et al. 2023).</summary>
/// <param name="Factor">The factor, at least 1.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling
{
    internal override double Scale(double frequency) => frequency / Factor;

    internal override void Validate() => Require(Factor >= 1 && double.IsFinite(Factor), nameof(Factor), Factor, "finite and at least 1");
}

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
        var fits = OriginalMaxSequenceLength * frequency / (2 * Math.PI);
        var kept = Math.Clamp((fits - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1);
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
