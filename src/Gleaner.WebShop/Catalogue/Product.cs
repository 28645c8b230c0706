using System.Collections.Immutable;

namespace Gleaner.WebShop.Catalogue;

/// <summary>A product as the shop knows it. Immutable; compared by reference.</summary>
public sealed class Product
{
    /// <summary>Product id, at most 10 characters.</summary>
    public required string Asin { get; init; }

    /// <summary>Title as printed.</summary>
    public required string Title { get; init; }

    /// <summary>Description; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Bullet points ("features") in order; may hold empty texts.</summary>
    public ImmutableArray<string> BulletPoints { get; init; } = [];

    /// <summary>Department, for example <c>garden</c>.</summary>
    public required string Category { get; init; }

    /// <summary>The search that found the product on the original shop, lower case, trimmed.</summary>
    public required string Query { get; init; }

    /// <summary>Path of categories, parts joined by " › ".</summary>
    public required string ProductCategory { get; init; }

    /// <summary>The price or the two ends of a price range in dollars, 1 or 2 values; a range may run downwards.</summary>
    public required ImmutableArray<double> Prices { get; init; }

    /// <summary>Option groups in page order.</summary>
    public ImmutableArray<ProductOption> Options { get; init; } = [];

    /// <summary>Attributes that a purchase of it satisfies, for example <c>machine wash</c>.</summary>
    public ImmutableArray<string> Attributes { get; init; } = [];

    /// <summary>What a shopper looking for it is told, or null if no synthetic goal is made of it.</summary>
    public string? Instruction { get; init; }

    /// <summary>The attributes that <see cref="Instruction"/> asks for; empty without one.</summary>
    public ImmutableArray<string> InstructionAttributes { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Asin} {Title}";
}

/// <summary>A group of options of a product.</summary>
/// <param name="Name">Name, lower case.</param>
/// <param name="Values">Values, lower case, in page order; repeats stay.</param>
public sealed record ProductOption(string Name, ImmutableArray<string> Values);
