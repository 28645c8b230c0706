using System.Collections.Immutable;

namespace Gleaner.WebShop.Generation;

/// <summary>A made-up product with what is told shoppers who are to find it.</summary>
internal sealed record GeneratedProduct
{
    public required string Asin { get; init; }

    public required Department Department { get; init; }

    public required ProductKind Kind { get; init; }

    public required string Brand { get; init; }

    public required Traits Traits { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required ImmutableArray<string> Bullets { get; init; }

    /// <summary>As price tags are written: "$12.99", "$12.99$18.50", or empty where none is known.</summary>
    public required string Pricing { get; init; }

    public required ImmutableArray<(string Name, ImmutableArray<string> Values)> Options { get; init; }

    /// <summary>The synthetic instruction and the attributes it asks for, or null.</summary>
    public GeneratedInstruction? Instruction { get; init; }

    /// <summary>Freely worded instructions.</summary>
    public ImmutableArray<GeneratedInstruction> FreeInstructions { get; init; } = [];

    internal string CategoryPath => $"{Department.Title} \u203A {Kind.Shelf} \u203A {char.ToUpperInvariant(Kind.Search[0])}{Kind.Search[1..]}";
}

/// <summary>A request for a product.</summary>
/// <param name="Text">Its wording.</param>
/// <param name="Attributes">Attributes that the wording names.</param>
/// <param name="Options">Options that the wording names.</param>
internal sealed record GeneratedInstruction(
    string Text, ImmutableArray<string> Attributes, ImmutableArray<(string Name, string Value)> Options);
