using Gleaner.EnvironmentServers.Worlds;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;

namespace Gleaner.EnvironmentServers.Tests.Testing;

/// <summary>A made-up shop, made once for all tests.</summary>
public sealed class GeneratedShop
{
    public GeneratedShop()
    {
        string folder = Directory.CreateTempSubdirectory("gleaner tests ").FullName;
        try
        {
            new CatalogueGenerator(new GeneratorSettings { Products = 120, Seed = 3 }).Write(folder);
            Environment = new WebShopEnvironment(new GoalList(ProductCatalogue.Load(folder)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public WebShopEnvironment Environment { get; }

    public ServedShop Served() => new(Environment);
}
