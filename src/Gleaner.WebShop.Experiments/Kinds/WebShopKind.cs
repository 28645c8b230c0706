using System.Globalization;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Trajectories;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Kinds;

/// <summary>WebShop. The default tasks are upstream's splits.</summary>
public sealed class WebShopKind : EnvironmentKind<WebShopConfig>
{
    /// <summary>The name in configurations.</summary>
    public const string KindName = "webshop";

    /// <summary>Stands in <c>environment.catalogue</c> for a catalogue that Gleaner generates.</summary>
    public const string Generated = "generated";

    private static readonly string[] Separators = ["[SEP]", "\n"];

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Summary => "WebShop, on its own catalogue or on one that Gleaner makes up.";

    /// <inheritdoc/>
    public override WebShopConfig Read(SectionReader reader) => new()
    {
        Catalogue = reader.Value("catalogue", CataloguePath, null, "The folder with the product files, or the word `generated` for a catalogue that Gleaner makes up."),
        Cache = reader.Unresolved("cache", ValueKind.OptionalPath, "", "Folder in which a large catalogue is kept as it was read, so that it opens at once the next time; empty for `gleaner-cache` in the catalogue's own. Changes no result."),
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

    /// <inheritdoc/>
    public override string Describe(WebShopConfig config) => config.Catalogue is { } catalogue
        ? $"WebShop, catalogue {Path.GetFileName(Path.TrimEndingDirectorySeparator(catalogue))}"
        : $"WebShop, a generated catalogue of {config.GeneratedCatalogue.Products.ToString("N0", CultureInfo.InvariantCulture)} products";

    /// <inheritdoc/>
    public override int MaxTurns(WebShopConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(WebShopConfig config) => new(
        new TaskRange(WebShopWorld.Goals, 1500, 1000),
        new TaskRange(WebShopWorld.Goals, 500, 200),
        new TaskRange(WebShopWorld.Goals, 0, 500),
        Disjoint: 300);

    /// <summary>The instruction on the start page, or an empty text if the page shows none (as in mode url).</summary>
    public override string TaskText(Trajectory trajectory)
    {
        var page = trajectory.Turns.IsEmpty ? trajectory.Final : trajectory.Turns[0].Observation;
        var parts = page.Text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var heading = Array.FindIndex(parts, part => part.StartsWith("Instruction:", StringComparison.Ordinal));
        return heading >= 0 && heading + 1 < parts.Length ? parts[heading + 1] : "";
    }

    /// <inheritdoc/>
    public override ValueTask<World> OpenAsync(WebShopConfig config, WorldSetting setting, CancellationToken cancellationToken) =>
        new(WebShopWorld.Open(config, setting));
}

/// <summary>What the section of WebShop says.</summary>
public sealed record WebShopConfig
{
    /// <summary>The catalogue's folder, absolute; null for a generated one.</summary>
    public required string? Catalogue { get; init; }

    /// <summary>Where a large catalogue is kept as it was read; null for a folder in the catalogue's own.</summary>
    public string? Cache { get; init; }

    /// <summary>The catalogue that is generated where none is named.</summary>
    public required GeneratedCatalogueConfig GeneratedCatalogue { get; init; }

    /// <summary>Goals made of product attributes, or worded by people.</summary>
    public GoalKind Goals { get; init; } = GoalKind.Synthetic;

    /// <summary>Seed of the prices and price bounds that upstream leaves to chance.</summary>
    public ulong PriceSeed { get; init; }

    /// <summary>How purchases are scored.</summary>
    public RewardMode Reward { get; init; } = RewardMode.Compatible;

    /// <summary>How pages are printed.</summary>
    public ObservationMode Observation { get; init; } = ObservationMode.Text;

    /// <summary>Limit of actions in a trajectory.</summary>
    public int MaxTurns { get; init; } = 10;
}

/// <summary>A catalogue made up by Gleaner.</summary>
/// <param name="Products">Number of products.</param>
/// <param name="Seed">Seed of the products.</param>
public sealed record GeneratedCatalogueConfig(int Products, ulong Seed)
{
    internal static GeneratedCatalogueConfig Read(SectionReader reader) => new(
        reader.Value("products", ValueKind.Integer(20, CatalogueGenerator.MostProducts), "600", "Number of products, where the catalogue is generated."),
        reader.Value("seed", ValueKind.Seed, "1", "Seed of the generated products."));
}
