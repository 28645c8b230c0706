namespace Gleaner.Decoder.Lora;

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
