using System.Collections.Immutable;
using System.Globalization;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>Makes products one after another out of one random stream.</summary>
internal sealed class ProductMaker(GeneratorSettings settings)
{
    private const double SiblingShare = 0.4;
    private const double RangeShare = 0.12;
    private const double UnknownPriceShare = 0.04;
    private const double OptionGroupShare = 0.75;
    private const string IdCharacters = "0123456789BCDFGHJKLMNPQRSTVWXYZ";

    private readonly PythonRandom _random = new(settings.Seed);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<ProductKind, GeneratedProduct> _lastOfKind = [];

    internal IEnumerable<GeneratedProduct> Make()
    {
        var departments = Department.All();
        (Department Department, ProductKind Kind)[] shelf =
            [.. departments.SelectMany(d => d.Kinds.SelectMany(k => Enumerable.Repeat((d, k), k.Share)))];
        var brands = BrandNames.Draw(_random, Math.Max(12, settings.Products / 6));

        // Each round fills the whole shop once, so small shops have every department too.
        for (var made = 0; made < settings.Products; made += shelf.Length)
        {
            _random.Shuffle<(Department, ProductKind)>(shelf);
            foreach (var (department, kind) in shelf.Take(settings.Products - made))
            {
                yield return _lastOfKind[kind] = MakeOne(department, kind, brands);
            }
        }
    }

    private GeneratedProduct MakeOne(Department department, ProductKind kind, string[] brands)
    {
        var sibling = _random.Chance(SiblingShare) ? _lastOfKind.GetValueOrDefault(kind) : null;
        var brand = sibling?.Brand ?? _random.Pick(brands);
        var traits = sibling?.Traits.Vary(kind, _random) ?? Traits.Draw(kind, _random);
        var options = DrawOptions(kind);
        return new GeneratedProduct
        {
            Asin = DrawId(),
            Department = department,
            Kind = kind,
            Brand = brand,
            Traits = traits,
            Title = ProductTexts.Title(brand, kind, traits, _random),
            Description = ProductTexts.Description(brand, kind, traits, _random),
            Bullets = ProductTexts.Bullets(kind, traits, _random),
            Pricing = DrawPricing(kind),
            Options = options,
            Instruction = _random.Chance(settings.InstructionShare) ? InstructionTexts.Fixed(kind, traits, _random) : null,
            FreeInstructions = DrawFreeInstructions(kind, traits, options),
        };
    }

    private ImmutableArray<GeneratedInstruction> DrawFreeInstructions(
        ProductKind kind, Traits traits, ImmutableArray<(string Name, ImmutableArray<string> Values)> options)
    {
        var count = _random.Chance(settings.FreeInstructionShare) ? 1 + _random.Next(2) : 0;
        return [.. Enumerable.Range(0, count).Select(_ => InstructionTexts.Free(kind, traits, options, _random))];
    }

    private ImmutableArray<(string Name, ImmutableArray<string> Values)> DrawOptions(ProductKind kind) =>
    [
        .. kind.Options.Where(_ => _random.Chance(OptionGroupShare)).Select(pool =>
            (pool.Name, _random.PickSome(pool.Values, pool.Fewest + _random.Next(pool.Most - pool.Fewest + 1)).ToImmutableArray())),
    ];

    private string DrawPricing(ProductKind kind)
    {
        if (_random.Chance(UnknownPriceShare))
        {
            return "";
        }

        var low = DrawPrice(kind.LowPrice, kind.HighPrice);
        return _random.Chance(RangeShare) ? Tag(low) + Tag(low + DrawPrice(2, Math.Max(4, kind.HighPrice / 4))) : Tag(low);
    }

    // Whole dollars and a customary ending.
    private decimal DrawPrice(int low, int high) => low + _random.Next(high - low) + _random.Pick([0.99m, 0.95m, 0.49m, 0.00m]);

    private static string Tag(decimal price) => "$" + price.ToString("F2", CultureInfo.InvariantCulture);

    private string DrawId()
    {
        while (true)
        {
            var id = "G" + new string(_random.Choices<char>(IdCharacters, 9));
            if (_ids.Add(id))
            {
                return id;
            }
        }
    }
}

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

/// <summary>Choices that the generator makes often.</summary>
internal static class RandomChoice
{
    internal static T Pick<T>(this PythonRandom random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    internal static bool Chance(this PythonRandom random, double probability) => random.NextDouble() < probability;

    /// <summary>Some of the items, in their own order.</summary>
    internal static T[] PickSome<T>(this PythonRandom random, IReadOnlyList<T> items, int count)
    {
        var chosen = random.Sample([.. Enumerable.Range(0, items.Count)], Math.Min(count, items.Count));
        Array.Sort(chosen);
        return [.. chosen.Select(i => items[i])];
    }
}
