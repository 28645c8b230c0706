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

    private readonly PythonRandom random = new(settings.Seed);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<ProductKind, GeneratedProduct> lastOfKind = [];

    internal ImmutableArray<GeneratedProduct> Make()
    {
        var departments = Department.All();
        (Department Department, ProductKind Kind)[] shelf =
            [.. departments.SelectMany(d => d.Kinds.SelectMany(k => Enumerable.Repeat((d, k), k.Share)))];
        var brands = BrandNames.Draw(random, Math.Max(12, settings.Products / 6));

        // Each round fills the whole shop once, so small shops have every department too.
        var result = ImmutableArray.CreateBuilder<GeneratedProduct>(settings.Products);
        while (result.Count < settings.Products)
        {
            random.Shuffle<(Department, ProductKind)>(shelf);
            foreach (var (department, kind) in shelf.Take(settings.Products - result.Count))
            {
                result.Add(lastOfKind[kind] = MakeOne(department, kind, brands));
            }
        }

        return result.DrainToImmutable();
    }

    private GeneratedProduct MakeOne(Department department, ProductKind kind, string[] brands)
    {
        var sibling = random.Chance(SiblingShare) ? lastOfKind.GetValueOrDefault(kind) : null;
        var brand = sibling?.Brand ?? random.Pick(brands);
        var traits = sibling?.Traits.Vary(kind, random) ?? Traits.Draw(kind, random);
        var options = DrawOptions(kind);
        return new GeneratedProduct
        {
            Asin = DrawId(),
            Department = department,
            Kind = kind,
            Brand = brand,
            Traits = traits,
            Title = ProductTexts.Title(brand, kind, traits, random),
            Description = ProductTexts.Description(brand, kind, traits, random),
            Bullets = ProductTexts.Bullets(kind, traits, random),
            Pricing = DrawPricing(kind),
            Options = options,
            Instruction = random.Chance(settings.InstructionShare) ? InstructionTexts.Fixed(kind, traits, random) : null,
            FreeInstructions = DrawFreeInstructions(kind, traits, options),
        };
    }

    private ImmutableArray<GeneratedInstruction> DrawFreeInstructions(
        ProductKind kind, Traits traits, ImmutableArray<(string Name, ImmutableArray<string> Values)> options)
    {
        var count = random.Chance(settings.FreeInstructionShare) ? 1 + random.Next(2) : 0;
        return [.. Enumerable.Range(0, count).Select(_ => InstructionTexts.Free(kind, traits, options, random))];
    }

    private ImmutableArray<(string Name, ImmutableArray<string> Values)> DrawOptions(ProductKind kind) =>
    [
        .. kind.Options.Where(_ => random.Chance(OptionGroupShare)).Select(pool =>
            (pool.Name, random.PickSome(pool.Values, pool.Fewest + random.Next(pool.Most - pool.Fewest + 1)).ToImmutableArray())),
    ];

    private string DrawPricing(ProductKind kind)
    {
        if (random.Chance(UnknownPriceShare))
        {
            return "";
        }

        var low = DrawPrice(kind.LowPrice, kind.HighPrice);
        return random.Chance(RangeShare) ? Tag(low) + Tag(low + DrawPrice(2, Math.Max(4, kind.HighPrice / 4))) : Tag(low);
    }

    // Whole dollars and a customary ending.
    private decimal DrawPrice(int low, int high) => low + random.Next(high - low) + random.Pick([0.99m, 0.95m, 0.49m, 0.00m]);

    private static string Tag(decimal price) => "$" + price.ToString("F2", CultureInfo.InvariantCulture);

    private string DrawId()
    {
        while (true)
        {
            var id = "G" + new string(random.Choices<char>(IdCharacters, 9));
            if (ids.Add(id))
            {
                return id;
            }
        }
    }
}
