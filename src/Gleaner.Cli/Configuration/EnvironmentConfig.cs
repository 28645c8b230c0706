using Gleaner.Cli.Configuration.Reading;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.Cli.Configuration;

/// <summary>The world that the tasks are in.</summary>
internal sealed record EnvironmentConfig
{
    /// <summary>Stands in <c>environment.catalogue</c> for a catalogue that Gleaner generates.</summary>
    public const string Generated = "generated";

    /// <summary>The catalogue's folder, absolute; null for a generated one.</summary>
    public required string? Catalogue { get; init; }

    public required GeneratedCatalogueConfig GeneratedCatalogue { get; init; }

    public required GoalKind Goals { get; init; }

    public required ulong PriceSeed { get; init; }

    public required RewardMode Reward { get; init; }

    public required ObservationMode Observation { get; init; }

    public required int MaxTurns { get; init; }

    internal static EnvironmentConfig Read(SectionReader reader) => reader.Kind<EnvironmentConfig>(
        "The environment; WebShop is the one there is.",
        ("webshop", webshop => new EnvironmentConfig
        {
            Catalogue = webshop.Value("catalogue", CataloguePath, null, "The folder with the product files, or the word `generated` for a catalogue that Gleaner makes up."),
            GeneratedCatalogue = webshop.Section("generated", GeneratedCatalogueConfig.Read),
            Goals = webshop.Value("goals", ValueKind.OneOf<GoalKind>(), "synthetic", "Goals made of product attributes, or worded by people."),
            PriceSeed = webshop.Value("price_seed", ValueKind.Seed, "0", "Seed of the prices and price bounds that upstream leaves to chance."),
            Reward = webshop.Value("reward", ValueKind.OneOf<RewardMode>(), "compatible", "`compatible` scores as upstream does; `strict` without its quirks ('large' is no 'x-large')."),
            Observation = webshop.Value("observation", ValueKind.OneOf<ObservationMode>(), "text", "How pages are printed."),
            MaxTurns = webshop.Value("max_turns", ValueKind.Integer(1, 100), "10", "Limit of actions in a trajectory, an expert's prefix included."),
        }));

    private static ValueKind<string?> CataloguePath { get; } = new(
        $"a folder or '{Generated}'",
        null,
        scalar => scalar.Text == Generated ? new(true, null, Generated)
            : ValueKind.Path.Parse(scalar) is { IsValid: true } path ? new(true, path.Value, path.Canonical)
            : default)
        {
            IsText = true,
        };
}

/// <summary>A catalogue made up by Gleaner.</summary>
internal sealed record GeneratedCatalogueConfig(int Products, ulong Seed)
{
    internal static GeneratedCatalogueConfig Read(SectionReader reader) => new(
        reader.Value("products", ValueKind.Integer(20, 100_000), "600", "Number of products, where the catalogue is generated."),
        reader.Value("seed", ValueKind.Seed, "1", "Seed of the generated products."));
}
