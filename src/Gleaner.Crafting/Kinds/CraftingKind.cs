using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Crafting.Kinds;

/// <summary>Orders from a made-up recipe book.</summary>
public sealed class CraftingKind : EnvironmentKind<CraftingConfig>
{
    /// <summary>The name in configurations.</summary>
    public const string KindName = "crafting";

    /// <summary>The one list of tasks there is.</summary>
    private const string AllOrders = "orders";

    private const string Rules =
        "You fill an order in a workshop. To craft a thing you need all that it is made of, which is used up; if you lack something, you are told what. Answer with gather and a material that is on the "
        + "shelf, with craft and a thing, with fill kiln, light kiln or fan kiln, or with assemble order, and nothing else.";

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Summary => "Orders to craft from a made-up recipe book.";

    /// <inheritdoc/>
    public override CraftingConfig Read(SectionReader reader) => new()
    {
        Depth = reader.Value("depth", ValueKind.Integer(1, RecipeBook.MaxDepth), "2", "Levels of recipes: an item takes a chain of as many crafts at most."),
        Items = reader.Value("items", ValueKind.Integer(RecipeBook.MaxDepth, RecipeBook.MaxItems / 2), "18", "Items of the book that are not fired, as many at each level."),
        Fired = reader.Value("fired", ValueKind.Integer(0, RecipeBook.MaxItems / 2), "6", "Items of the book that are fired in a kiln; half of the orders have one."),
        Count = reader.Value("count", ValueKind.Integer(1, 100_000), "1000", "Number of orders; those that come out equal count once."),
        Seed = reader.Value("seed", ValueKind.Seed, "1", "Seed of the book and the orders."),
        MaxTurns = ReadMaxTurns(reader, 40),
    };

    /// <inheritdoc/>
    public override string Describe(CraftingConfig config) =>
        string.Create(CultureInfo.InvariantCulture, $"{config.Count:N0} orders from a made-up book of recipes, {config.Depth} levels deep, with {config.Fired} items that are fired");

    /// <inheritdoc/>
    public override int MaxTurns(CraftingConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(CraftingConfig config) => new(
        new TaskRange(AllOrders, 300, 300), new TaskRange(AllOrders, 200, 100), new TaskRange(AllOrders, 0, 200), Disjoint: 0);

    /// <inheritdoc/>
    public override ValueTask<World> OpenAsync(CraftingConfig config, WorldSetting setting, CancellationToken cancellationToken) => new(new CraftingWorld(config));

    internal sealed class CraftingWorld(CraftingConfig config) : World
    {
        private readonly CraftingEnvironment _orders = new(config.Depth, config.Items, config.Fired, config.Count, new Seed(config.Seed));

        public RecipeBook Book => _orders.Book;

        public override IEnvironment Environment => _orders;

        public override string Rules => CraftingKind.Rules;

        // The configuration says all that the orders are made of.
        public override ImmutableSortedDictionary<string, string> DataHashes => ImmutableSortedDictionary<string, string>.Empty;

        public override ImmutableArray<string> TaskLists => [AllOrders];

        public override IReadOnlyList<TaskId> TasksOf(string list) => _orders.Tasks;

        public override string? SharedContent(TaskId task) => _orders.PartsOf(task);
    }
}

/// <summary>What the section of crafting says.</summary>
public sealed record CraftingConfig
{
    /// <summary>Levels of recipes, 1 to 5.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Items that are not fired, 5 to 24.</summary>
    public int Items { get; init; } = 18;

    /// <summary>Items that are fired, 0 to 24.</summary>
    public int Fired { get; init; } = 6;

    /// <summary>Number of orders; those that come out equal count once.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Seed of the book and the orders.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Limit of actions in a trajectory.</summary>
    public int MaxTurns { get; init; } = 40;
}
