namespace Gleaner.Decoder.Model;

/// <summary>
/// Where the weights of one layer start in the flat memory. <see cref="KeyValue"/> is the key projection with the value
/// projection right behind it, <see cref="GateUp"/> likewise: each pair is read as one matrix of twice the outputs. So are the
/// biases; theirs are −1 where the model has none.
/// </summary>
internal sealed record LayerLayout(
    int AttentionNorm, int Query, int QueryBias, int KeyValue, int KeyValueBias, int AttentionOutput, int FeedForwardNorm, int GateUp, int Down)
{
    /// <summary>Where a projection's matrix starts.</summary>
    public int this[Projection projection] => projection switch
    {
        Projection.Query => Query,
        Projection.KeyValue => KeyValue,
        Projection.AttentionOutput => AttentionOutput,
        Projection.GateUp => GateUp,
        _ => Down,
    };
}
