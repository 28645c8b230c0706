using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Serving;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

/// <summary>A made-up shop, made once for all tests.</summary>
public sealed class GeneratedShop
{
    public GeneratedShop()
    {
        using var folder = new TemporaryFolder();
        new CatalogueGenerator(new GeneratorSettings { Products = 120, Seed = 3 }).Write(folder.Path);
        Environment = new WebShopEnvironment(new GoalList(ProductCatalogue.Load(folder.Path)));
    }

    public WebShopEnvironment Environment { get; }

    public ServedShop Served() => new(Environment);

    public WebShopDialect Dialect() => new(Served());
}
