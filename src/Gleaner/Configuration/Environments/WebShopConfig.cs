using Gleaner.WebShop.Import;
using System.Globalization;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Trajectories;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.CommandLine.Configuration.Environments;

/// <summary>WebShop. The default tasks are upstream's splits.</summary>
internal sealed record WebShopConfig : EnvironmentConfig
{
    public const string Name = "webshop";

    /// <summary>Stands in <c>environment.catalogue</c> for a catalogue that Gleaner generates.</summary>
    public const string Generated = "generated";

    public override string Kind => Name;

    /// <summary>The catalogue's folder, absolute; null for a generated one.</summary>
    public required string? Catalogue { get; init; }

    public required GeneratedCatalogueConfig GeneratedCatalogue { get; init; }

    public required GoalKind Goals { get; init; }

    public required ulong PriceSeed { get; init; }

    public required RewardMode Reward { get; init; }

    public required ObservationMode Observation { get; init; }

    public override TasksConfig DefaultTasks => new(
        new TaskRange(WebShopWorld.Goals, 1500, 1000),
        new TaskRange(WebShopWorld.Goals, 500, 200),
        new TaskRange(WebShopWorld.Goals, 0, 500),
        Disjoint: 300);

    public override string Description => Catalogue is { } catalogue
        ? $"WebShop, catalogue {Path.GetFileName(Path.TrimEndingDirectorySeparator(catalogue))}"
        : $"WebShop, a generated catalogue of {GeneratedCatalogue.Products.ToString("N0", CultureInfo.InvariantCulture)} products";

    public override string TaskText(Trajectory trajectory) => InstructionText.Of(trajectory);

    public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken) =>
        new(WebShopWorld.Open(this, setting.DataFolder));

    internal static WebShopConfig ReadWebShop(SectionReader reader) => new()
    {
        Catalogue = reader.Value("catalogue", CataloguePath, null, "The folder with the product files, or the word `generated` for a catalogue that Gleaner makes up."),
        GeneratedCatalogue = reader.Section("generated", GeneratedCatalogueConfig.Read),
        Goals = reader.Value("goals", ValueKind.OneOf<GoalKind>(), "synthetic", "Goals made of product attributes, or worded by people."),
        PriceSeed = reader.Value("price_seed", ValueKind.Seed, "0", "Seed of the prices and price bounds that upstream leaves to chance."),
        Reward = reader.Value("reward", ValueKind.OneOf<RewardMode>(), "compatible", "`compatible` scores as upstream does; `strict` without its quirks ('large' is no 'x-large')."),
        Observation = reader.Value("observation", ValueKind.OneOf<ObservationMode>(), "text", "How pages are printed."),
        MaxTurns = ReadMaxTurns(reader, 10),
    };

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
