namespace Gleaner.Decoder.Model;

/// <summary>The matrices of a layer as the passes multiply with them.</summary>
internal enum Projection
{
    /// <summary>To queries.</summary>
    Query,

    /// <summary>To keys beside values.</summary>
    KeyValue,

    /// <summary>From attention back to the residual stream.</summary>
    AttentionOutput,

    /// <summary>To gate beside up.</summary>
    GateUp,

    /// <summary>From the feed-forward block back to the residual stream.</summary>
    Down,
}
