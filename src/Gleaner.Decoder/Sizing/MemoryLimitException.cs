namespace Gleaner.Decoder.Sizing;

/// <summary>A model that cannot fit the memory for what was asked of it.</summary>
public sealed class MemoryLimitException : Exception
{
    internal MemoryLimitException(string message, SizeEstimate estimate, long availableBytes)
        : base(message)
    {
        Estimate = estimate;
        AvailableBytes = availableBytes;
    }

    /// <summary>What it would take.</summary>
    public SizeEstimate Estimate { get; }

    /// <summary>The limit.</summary>
    public long AvailableBytes { get; }
}
