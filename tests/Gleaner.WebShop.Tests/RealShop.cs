using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Tests;

/// <summary>The real catalogue and its goals, read once for all tests that need them.</summary>
public sealed class RealShop : IDisposable
{
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("gleaner-cache-");
    private readonly Lazy<ProductCatalogue> _catalogue = new(() => ProductCatalogue.Load(TestData.Catalogue));
    private readonly Lazy<ProductCatalogue> _stored;
    private readonly Lazy<GoalList> _synthetic;
    private readonly Lazy<GoalList> _human;

    public RealShop()
    {
        _stored = new(() => ProductCatalogue.Load(TestData.Catalogue, new CatalogueOptions { CacheFrom = 0, CacheFolder = _cache.FullName }));
        _synthetic = new(() => new GoalList(_catalogue.Value));
        _human = new(() => new GoalList(_catalogue.Value, new GoalSettings { Kind = GoalKind.Human }));
    }

    /// <summary>The same catalogue as large ones are held: in a mapped file.</summary>
    internal ProductCatalogue Stored => Present(_stored);

    /// <summary>The catalogue in memory or in a mapped file.</summary>
    internal ProductCatalogue CatalogueHeld(bool isStored) => isStored ? Stored : Catalogue;

    public void Dispose() => TestData.Delete(_cache.FullName);

    internal ProductCatalogue Catalogue => Present(_catalogue);

    internal GoalList Synthetic => Present(_synthetic);

    internal GoalList Human => Present(_human);

    // Asking for the folder skips the test where there is no data.
    private static T Present<T>(Lazy<T> part) => TestData.Catalogue.Length > 0 ? part.Value : throw new InvalidOperationException();
}
