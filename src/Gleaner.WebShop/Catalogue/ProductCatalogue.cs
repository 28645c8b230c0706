using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.WebShop.Randomness;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// The products of a shop with their prices. Immutable and shared by all episodes. The original environment draws the price
/// of a product with a price range again in every run; here the draw is seeded, so a purchase is worth the same every time.
/// </summary>
public sealed class ProductCatalogue
{
    private readonly FrozenDictionary<string, int> _positions;
    private readonly Lazy<SearchIndex> _searchIndex;

    /// <summary>Creates a catalogue of products held in memory.</summary>
    /// <param name="products">The products, ids distinct, in file order.</param>
    /// <param name="priceSeed">Seed of the prices drawn for price ranges.</param>
    /// <exception cref="CatalogueException">There is no product, or two have one id, or one has no price.</exception>
    public ProductCatalogue(IEnumerable<Product> products, ulong priceSeed = 0)
    {
        ArgumentNullException.ThrowIfNull(products);
        Products = [.. products];
        PriceSeed = priceSeed;
        _positions = IndexById(Products);
        Prices = DrawPrices(Products, new PythonRandom(priceSeed));
        _searchIndex = new(() => SearchIndex.Build([.. Products.Select(ProductDocument.Text)], [.. Products.Select(product => product.Asin)]));
        Hash = CatalogueHash.Compute(Products, Prices);
    }

    /// <summary>The products in file order.</summary>
    public ImmutableArray<Product> Products { get; }

    /// <summary>The price of each product in dollars, in the order of <see cref="Products"/>.</summary>
    public ImmutableArray<double> Prices { get; }

    /// <summary>Seed of the drawn prices.</summary>
    public ulong PriceSeed { get; }

    /// <summary>SHA-256 of the products and prices, 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The search index over the products, built when first asked for.</summary>
    public SearchIndex SearchIndex => _searchIndex.Value;

    /// <summary>Reads a catalogue in the original's file format.</summary>
    /// <param name="folder">
    /// Holds <c>items_shuffle*.json</c> (products), <c>items_ins_v2*.json</c> (attributes and instructions), and if wanted
    /// <c>items_human_ins*.json</c> and <c>title_nouns*.json</c>.
    /// </param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="CatalogueException">A file is missing or cannot be read.</exception>
    public static ProductCatalogue Load(string folder, CatalogueOptions? options = null) =>
        new CatalogueReader(folder, options ?? new CatalogueOptions()).Read();

    /// <summary>Position of a product in <see cref="Products"/>, or -1.</summary>
    public int IndexOf(string asin) => _positions.GetValueOrDefault(asin, -1);

    /// <summary>The product with this id, or null.</summary>
    public Product? Find(string asin) => _positions.TryGetValue(asin, out var position) ? Products[position] : null;

    /// <summary>The random stream as it stands after the prices were drawn; the original draws price bounds from there on.</summary>
    internal PythonRandom RandomAfterPrices()
    {
        var random = new PythonRandom(PriceSeed);
        DrawPrices(Products, random);
        return random;
    }

    private static FrozenDictionary<string, int> IndexById(ImmutableArray<Product> products)
    {
        if (products.IsEmpty)
        {
            throw new CatalogueException("The catalogue holds no product.");
        }

        var positions = new Dictionary<string, int>(products.Length, StringComparer.Ordinal);
        for (var i = 0; i < products.Length; i++)
        {
            if (products[i].Prices.Length is not (1 or 2))
            {
                throw new CatalogueException($"Product {products[i].Asin} has {products[i].Prices.Length} prices; give one, or the two ends of a range.");
            }

            if (!positions.TryAdd(products[i].Asin, i))
            {
                throw new CatalogueException($"Product id {products[i].Asin} occurs twice in the catalogue (positions {positions[products[i].Asin]} and {i}).");
            }
        }

        return positions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static ImmutableArray<double> DrawPrices(ImmutableArray<Product> products, PythonRandom random) =>
        [.. products.Select(product => product.Prices.Length == 1 ? product.Prices[0] : random.Uniform(product.Prices[0], product.Prices[1]))];
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
}
