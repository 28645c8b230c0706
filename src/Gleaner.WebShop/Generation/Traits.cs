using System.Collections.Immutable;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>A product's attributes by the place they take in a sentence.</summary>
/// <param name="Qualities">Before the noun, two or three.</param>
/// <param name="Part">After "with".</param>
/// <param name="Purpose">After "for".</param>
internal sealed record Traits(ImmutableArray<string> Qualities, string Part, string Purpose)
{
    internal ImmutableArray<string> All => [.. Qualities, Part, Purpose];

    internal static Traits Draw(ProductKind kind, PythonRandom random) => new(
        [.. random.Sample(kind.Qualities, 2 + random.Next(2))], random.Pick(kind.Parts), random.Pick(kind.Purposes));

    /// <summary>The same but for one attribute: products that only careful reading tells apart.</summary>
    internal Traits Vary(ProductKind kind, PythonRandom random) => random.Next(3) switch
    {
        0 => this with { Part = random.Pick([.. kind.Parts.Where(p => p != Part)]) },
        1 => this with { Purpose = random.Pick([.. kind.Purposes.Where(p => p != Purpose)]) },
        _ => this with { Qualities = Qualities.SetItem(0, random.Pick([.. kind.Qualities.Where(q => !Qualities.Contains(q))])) },
    };
}
