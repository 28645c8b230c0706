namespace Gleaner.Decoder.Sampling;

/// <summary>Which positions an extension returns.</summary>
public enum ExtendOutput
{
    /// <summary>Only the last new token of each request: one row for each request, in their order. Faster.</summary>
    LastToken,

    /// <summary>Every new token: the rows of the first request, then of the second, and so on.</summary>
    AllTokens,
}
