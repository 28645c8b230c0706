namespace Gleaner.WebShop.Generation;

/// <summary>What kind of shop to make. The same settings always make the same bytes.</summary>
public sealed record GeneratorSettings
{
    /// <summary>Number of products, 1..100,000.</summary>
    public int Products { get; init; } = 400;

    /// <summary>Seed of all choices.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>Share of products with a synthetic instruction, 0..1.</summary>
    public double InstructionShare { get; init; } = 0.6;

    /// <summary>Share of products with one or two freely worded instructions, 0..1.</summary>
    public double FreeInstructionShare { get; init; } = 0.4;
}
