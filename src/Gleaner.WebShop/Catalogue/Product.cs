using System.Collections.Immutable;
using Gleaner.WebShop.Text;

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

    /// <summary>Instructions that people wrote for it, in file order.</summary>
    public ImmutableArray<HumanInstruction> HumanInstructions { get; init; } = [];

    /// <summary>Nouns of its title, lower case, with repeats; null if the catalogue came without.</summary>
    public ImmutableArray<string>? TitleNouns { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Asin} {Title}";
}

/// <summary>A group of options of a product.</summary>
/// <param name="Name">Name, lower case.</param>
/// <param name="Values">Values, lower case, in page order; repeats stay.</param>
public sealed record ProductOption(string Name, ImmutableArray<string> Values);

/// <summary>An instruction that a person wrote for a product.</summary>
/// <param name="Text">The instruction as written.</param>
/// <param name="Attributes">The attributes it asks for; without any, no goal is made of it.</param>
/// <param name="Options">The option values it asks for.</param>
public sealed record HumanInstruction(string Text, ImmutableArray<string> Attributes, ImmutableArray<string> Options);

/// <summary>The text of a product that searches look in.</summary>
public static class ProductDocument
{
    /// <summary>Title, description, first bullet point and options, joined by spaces, lower case.</summary>
    public static string Text(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        var options = string.Join(", and ", product.Options.Select(option => $"{option.Name}: {string.Join(", ", option.Values)}"));
        var bullet = product.BulletPoints.Length > 0 ? product.BulletPoints[0] : "";
        return PythonStrings.Lower($"{product.Title} {product.Description} {bullet} {options}");
    }
}
