using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Tasks;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Sessions;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Kinds;

/// <summary>The shop that an experiment's configuration describes.</summary>
internal sealed class WebShopWorld : World
{
    /// <summary>All goals in upstream's order; the lists by product are beside it.</summary>
    public const string Goals = "goals";

    private readonly GoalList _goals;
    private readonly Lazy<ProductLists> _products;

    private WebShopWorld(ProductCatalogue catalogue, GoalList goals, WebShopEnvironment environment)
    {
        Catalogue = catalogue;
        _goals = goals;
        _products = new Lazy<ProductLists>(() => new ProductLists(goals.TaskIds.Select(task => (task, goals[task].Product.Asin))));
        Environment = environment;
    }

    public override IEnvironment Environment { get; }

    public override string Rules => WebShopRules.Text;

    public override ImmutableSortedDictionary<string, string> DataHashes =>
        ImmutableSortedDictionary<string, string>.Empty.Add("catalogue", Catalogue.Hash);

    public override ImmutableArray<string> TaskLists => [Goals, .. ProductLists.Names];

    public ProductCatalogue Catalogue { get; }

    /// <summary>Opens the shop.</summary>
    /// <param name="config">What the configuration says of it.</param>
    /// <param name="setting">Names the folder where a generated catalogue is kept; made if it is not there yet.</param>
    /// <exception cref="GleanerException">The catalogue cannot be read, or gives no goals.</exception>
    public static WebShopWorld Open(WebShopConfig config, WorldSetting setting)
    {
        var options = new CatalogueOptions
        {
            PriceSeed = config.PriceSeed,
            RequireHumanInstructions = config.Goals == GoalKind.Human,
            CacheFolder = config.Cache,
            Report = setting.Warn,
        };
        var folder = config.Catalogue ?? Generate(config.GeneratedCatalogue, Path.Combine(setting.DataFolder, "catalogue"));
        var catalogue = ProductCatalogue.Load(folder, options);
        var goals = new GoalList(catalogue, new GoalSettings { Kind = config.Goals });
        return new WebShopWorld(
            catalogue, goals, new WebShopEnvironment(goals, new ShopSettings { Mode = config.Observation, Reward = config.Reward }));
    }

    public override IReadOnlyList<TaskId> TasksOf(string list) => list == Goals ? _goals.TaskIds : _products.Value[list];

    /// <summary>The product: a student may remember it.</summary>
    public override string SharedContent(TaskId task) => _goals.AsinOf(task);

    /// <summary>What the shop's search finds, for the student's pre-training.</summary>
    public WebShopStudent.ShopSearch CreateSearch() =>
        (keywords, count) => [.. Catalogue.SearchIndex.Search(keywords, count).Select(hit => hit.Document)];

    private static string Generate(GeneratedCatalogueConfig config, string folder)
    {
        // The generator makes the folder appear as a whole, so one that is there is complete.
        if (!Directory.Exists(folder))
        {
            new CatalogueGenerator(new GeneratorSettings { Products = config.Products, Seed = config.Seed }).Write(folder);
        }

        return folder;
    }
}
