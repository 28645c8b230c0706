using Gleaner.WebShop.Randomness;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// The products of a shop with their prices. Immutable and shared by all episodes. The original environment draws the price
/// of a product with a price range again in every run; here the draw is seeded, so a purchase is worth the same every time.
/// </summary>
public sealed class ProductCatalogue
{
    private readonly IProductSource _source;
    private readonly Lazy<SearchIndex> _searchIndex;

    /// <summary>Creates a catalogue of products held in memory.</summary>
    /// <param name="products">The products, ids distinct, in file order.</param>
    /// <param name="priceSeed">Seed of the prices drawn for price ranges.</param>
    /// <exception cref="CatalogueException">There is no product, or two have one id, or one has no price.</exception>
    public ProductCatalogue(IEnumerable<Product> products, ulong priceSeed = 0)
        : this(new HeldProducts(products ?? throw new ArgumentNullException(nameof(products)), priceSeed), priceSeed, _ => { })
    {
    }

    internal ProductCatalogue(IProductSource source, ulong priceSeed, Action<string> report)
    {
        _source = source;
        _searchIndex = new(source.CreateIndex);
        PriceSeed = priceSeed;
        Report = report;
    }

    /// <summary>The products in file order. Those of a large catalogue are made each time they are asked for: keep what is needed twice.</summary>
    public IReadOnlyList<Product> Products => _source.Products;

    /// <summary>The price of each product in dollars, in the order of <see cref="Products"/>.</summary>
    public IReadOnlyList<double> Prices => _source.Prices;

    /// <summary>Seed of the drawn prices.</summary>
    public ulong PriceSeed { get; }

    /// <summary>SHA-256 of the products and prices, 64 lower-case hexadecimal digits.</summary>
    public string Hash => _source.Hash;

    /// <summary>The search index over the products, built when first asked for.</summary>
    public SearchIndex SearchIndex => _searchIndex.Value;

    /// <summary>The store that the products lie in; null if they are in memory.</summary>
    internal StoredProducts? Store => _source as StoredProducts;

    /// <summary>Is told what takes long.</summary>
    internal Action<string> Report { get; }

    /// <summary>Reads a catalogue in the original's file format, or opens what was made of it before.</summary>
    /// <param name="folder">
    /// Holds <c>items_shuffle*.json</c> (products), <c>items_ins_v2*.json</c> (attributes and instructions), and if wanted
    /// <c>items_human_ins*.json</c> and <c>title_nouns*.json</c>.
    /// </param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="CatalogueException">A file is missing or cannot be read.</exception>
    public static ProductCatalogue Load(string folder, CatalogueOptions? options = null) =>
        new CatalogueReader(folder, options ?? new CatalogueOptions()).Read();

    /// <summary>Position of a product in <see cref="Products"/>, or -1.</summary>
    public int IndexOf(string asin) => _source.IndexOf(asin);

    /// <summary>The product with this id, or null.</summary>
    public Product? Find(string asin) => IndexOf(asin) is >= 0 and var position ? Products[position] : null;

    /// <summary>The id of the product at a position, without making the product.</summary>
    internal string AsinAt(int position) => _source.AsinAt(position);

    /// <summary>The random stream as it stands after the prices were drawn; the original draws price bounds from there on.</summary>
    internal PythonRandom RandomAfterPrices()
    {
        var random = new PythonRandom(PriceSeed);
        for (var i = 0; i < _source.PriceRanges; i++)
        {
            random.NextDouble();
        }

        return random;
    }
}

/// <summary>How a catalogue is read.</summary>
public sealed record CatalogueOptions
{
    /// <summary>Seed of the prices drawn for products with a price range.</summary>
    public ulong PriceSeed { get; init; }

    /// <summary>Read only the first so many records of the product file; null for all.</summary>
    public int? RecordLimit { get; init; }

    /// <summary>Whether human instructions must be there; otherwise they are read if there.</summary>
    public bool RequireHumanInstructions { get; init; }

    /// <summary>
    /// Where a large catalogue is kept as it was read, so that it opens at once the next time; null for <c>gleaner-cache</c> in the
    /// catalogue's own folder. A cache may be deleted at any time.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Size of the product file in bytes from which on a cache is kept: smaller ones are read in a second or two.</summary>
    public long CacheFrom { get; init; } = 32 << 20;

    /// <summary>Gets lines for the user: how far a long reading is, why a cache was made again. Default: nobody.</summary>
    public Action<string> Report { get; init; } = _ => { };
}

/// <summary>A catalogue that cannot be read: the message names the file, the record and the field.</summary>
public sealed class CatalogueException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public CatalogueException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CatalogueException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal static CatalogueException NoProduct() => new("The catalogue holds no product.");
}
