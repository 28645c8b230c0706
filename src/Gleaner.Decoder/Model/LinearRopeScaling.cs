namespace Gleaner.Decoder.Model;

/// <summary>All positions are divided by a factor (position interpolation, Chen et al. 2023).</summary>
/// <param name="Factor">The factor, at least 1.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling
{
    internal override double Scale(double frequency) => frequency / Factor;

    internal override void Validate() => Require(Factor >= 1 && double.IsFinite(Factor), nameof(Factor), Factor, "finite and at least 1");
}
