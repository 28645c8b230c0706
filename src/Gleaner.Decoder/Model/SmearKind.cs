namespace Gleaner.Decoder.Model;

/// <summary>How a position's input takes in the embedding of the token before it: x_t = e_t + g · e_(t−1), g learned, starting at 0.</summary>
public enum SmearKind
{
    /// <summary>No mixing: plain Llama.</summary>
    None,

    /// <summary>One learned scalar g.</summary>
    Scalar,

    /// <summary>A learned g for each channel.</summary>
    Channel,
}
