using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Lora;

/// <summary>
/// Shape of low-rank adapters (LoRA, Hu et al. 2021, arXiv 2106.09685): a projection W of [outputs, inputs] becomes
/// W + s·B·A with A of [rank, inputs] and B of [outputs, rank], and only A and B are trained.
/// </summary>
public sealed record LoraOptions
{
    /// <summary>The largest rank.</summary>
    public const int MaxRank = 1024;

    /// <summary>r: from 1 to <see cref="MaxRank"/>.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>α: finite and above 0.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Which projections of every layer have adapters; at least one.</summary>
    public LoraTargets Targets { get; init; } = LoraTargets.AllLinear;

    /// <summary>Share of an adapter's inputs that a training pass drops, in [0, 1); the others are scaled up by 1 / (1 − share).</summary>
    public double Dropout { get; init; }

    /// <summary>Whether s is α / √r (rsLoRA, Kalajdzievski 2023) instead of α / r.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>s: the factor of B·A.</summary>
    public double Scale => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (FindFault() is { } fault)
        {
            throw fault.ToException();
        }
    }

    /// <summary>The first setting that is out of range; null if none is.</summary>
    internal ShapeRule? FindFault() => ShapeRule.FirstBroken(
    [
        Rule(Rank is > 0 and <= MaxRank, nameof(Rank), Rank, $"from 1 to {MaxRank}"),
        Rule(Alpha > 0 && double.IsFinite(Alpha), nameof(Alpha), Alpha, "finite and above 0"),
        Rule(Targets != LoraTargets.None && (Targets & ~LoraTargets.AllLinear) == LoraTargets.None, nameof(Targets), Targets, "one or more of the seven projections"),
        Rule(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "in [0, 1)"),
    ]);

    private static ShapeRule Rule(bool isMet, string member, object value, string expected) => new(isMet, nameof(LoraOptions), member, value, expected);
}

/// <summary>The projections of a layer that can have adapters, by PEFT's names of their modules.</summary>
[Flags]
public enum LoraTargets
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>q_proj</c>.</summary>
    Query = 1,

    /// <summary><c>k_proj</c>.</summary>
    Key = 2,

    /// <summary><c>v_proj</c>.</summary>
    Value = 4,

    /// <summary><c>o_proj</c>.</summary>
    Output = 8,

    /// <summary><c>gate_proj</c>.</summary>
    Gate = 16,

    /// <summary><c>up_proj</c>.</summary>
    Up = 32,

    /// <summary><c>down_proj</c>.</summary>
    Down = 64,

    /// <summary>The four projections of attention.</summary>
    Attention = Query | Key | Value | Output,

    /// <summary>The three of the feed-forward block.</summary>
    FeedForward = Gate | Up | Down,

    /// <summary>All linear modules but the output head.</summary>
    AllLinear = Attention | FeedForward,
}
