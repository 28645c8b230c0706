using System.Text.Json.Serialization;

namespace Gleaner.Decoder.Model;

/// <summary>How rotary frequencies are changed so that a model reaches beyond the length that it was first trained at.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LinearRopeScaling), "linear")]
[JsonDerivedType(typeof(Llama3RopeScaling), "llama3")]
public abstract record RopeScaling
{
    /// <summary>No model is stretched as far; beyond, positions would no longer differ.</summary>
    private protected const double MaxFactor = 1_000_000;

    private protected RopeScaling()
    {
    }

    /// <summary>The frequency to rotate with.</summary>
    /// <param name="frequency">The unscaled frequency, in radians per position.</param>
    internal abstract double Scale(double frequency);

    /// <summary>What the settings must be.</summary>
    /// <param name="name">How a member is called where they come from.</param>
    internal abstract IEnumerable<ShapeRule> Rules(Func<string, string> name);

    private protected ShapeRule Rule(bool isMet, string member, object value, string expected) => new(isMet, GetType().Name, member, value, expected);

    private protected ShapeRule FactorRule(double factor) => Rule(factor is >= 1 and <= MaxFactor, "Factor", factor, "from 1 to 1,000,000");
}

/// <summary>All positions are divided by a factor (position interpolation, Chen et al. 2023).</summary>
/// <param name="Factor">The factor, from 1 to 1,000,000.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling
{
    internal override double Scale(double frequency) => frequency / Factor;

    internal override IEnumerable<ShapeRule> Rules(Func<string, string> name) => [FactorRule(Factor)];
}

/// <summary>
/// Scaling by wavelength, as Llama 3.1 and later do: waves that fit the original length <see cref="HighFrequencyFactor"/>
/// times or more often stay, those that fit it at most <see cref="LowFrequencyFactor"/> times are stretched by
/// <see cref="Factor"/>, and those between are interpolated.
/// </summary>
public sealed record Llama3RopeScaling : RopeScaling
{
    /// <summary>By how much long waves are stretched; from 1 to 1,000,000.</summary>
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

    internal override IEnumerable<ShapeRule> Rules(Func<string, string> name) =>
    [
        FactorRule(Factor),
        Rule(LowFrequencyFactor is > 0 and <= MaxFactor, nameof(LowFrequencyFactor), LowFrequencyFactor, "above 0 and at most 1,000,000"),
        Rule(
            HighFrequencyFactor > LowFrequencyFactor && HighFrequencyFactor <= MaxFactor,
            nameof(HighFrequencyFactor),
            HighFrequencyFactor,
            $"above {name(nameof(LowFrequencyFactor))} and at most 1,000,000"),
        Rule(OriginalMaxSequenceLength > 0, nameof(OriginalMaxSequenceLength), OriginalMaxSequenceLength, "at least 1"),
    ];
}
