using Gleaner.Cli.Configuration;
using Gleaner.Students.WebShop;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Sessions;

namespace Gleaner.Cli.Experiments;

/// <summary>The shop that an experiment's configuration describes.</summary>
internal sealed record OpenShop(ProductCatalogue Catalogue, GoalList Goals, WebShopEnvironment Environment)
{
    /// <summary>Opens the shop.</summary>
    /// <param name="config">What the configuration says of it.</param>
    /// <param name="generatedFolder">Where a generated catalogue is kept; made if it is not there yet.</param>
    /// <exception cref="GleanerException">The catalogue cannot be read, or gives no goals.</exception>
    public static OpenShop Of(EnvironmentConfig config, string generatedFolder)
    {
        var options = new CatalogueOptions { PriceSeed = config.PriceSeed, RequireHumanInstructions = config.Goals == GoalKind.Human };
        var catalogue = ProductCatalogue.Load(config.Catalogue ?? Generate(config.GeneratedCatalogue, generatedFolder), options);
        var goals = new GoalList(catalogue, new GoalSettings { Kind = config.Goals });
        return new OpenShop(catalogue, goals, new WebShopEnvironment(goals, new ShopSettings { Mode = config.Observation, Reward = config.Reward }));
    }

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
