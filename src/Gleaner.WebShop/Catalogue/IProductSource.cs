using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Where a catalogue's products are: in memory, or in a file that was made of them before.</summary>
internal interface IProductSource
{
    /// <summary>The products in file order.</summary>
    IReadOnlyList<Product> Products { get; }

    /// <summary>The price of each.</summary>
    IReadOnlyList<double> Prices { get; }

    /// <summary>How many of them have a range of prices.</summary>
    int PriceRanges { get; }

    /// <summary>SHA-256 of products and prices, see <see cref="CatalogueTally"/>.</summary>
    string Hash { get; }

    /// <summary>The position of a product, or -1.</summary>
    int IndexOf(string asin);

    /// <summary>The id of a product, without making the product.</summary>
    string AsinAt(int position);

    /// <summary>Opens or builds the index.</summary>
    SearchIndex CreateIndex();
}

/// <summary>Products held in memory.</summary>
internal sealed class HeldProducts : IProductSource
{
    private readonly ImmutableArray<Product> _products;
    private readonly FrozenDictionary<string, int> _positions;

    /// <exception cref="CatalogueException">There is no product, or two have one id, or one has no price.</exception>
    internal HeldProducts(IEnumerable<Product> products, ulong priceSeed)
    {
        _products = [.. products];
        _positions = IndexById(_products);
        using var tally = new CatalogueTally(priceSeed);
        Prices = ImmutableArray.CreateRange(_products, tally.Add);
        PriceRanges = tally.PriceRanges;
        Hash = tally.ToHash();
    }

    public IReadOnlyList<Product> Products => _products;

    public IReadOnlyList<double> Prices { get; }

    public int PriceRanges { get; }

    public string Hash { get; }

    public int IndexOf(string asin) => _positions.GetValueOrDefault(asin, -1);

    public string AsinAt(int position) => _products[position].Asin;

    public SearchIndex CreateIndex()
    {
        var documents = new ProductDocuments();
        foreach (var product in _products)
        {
            documents.Add(product);
        }

        return new SearchIndex(documents.Build());
    }

    private static FrozenDictionary<string, int> IndexById(ImmutableArray<Product> products)
    {
        if (products.IsEmpty)
        {
            throw CatalogueException.NoProduct();
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
}

/// <summary>Builds the search index of products; those that one search of the original shop found are alike and become neighbours.</summary>
internal sealed class ProductDocuments
{
    private readonly IndexBuilder _builder = new();
    private readonly List<string> _asins = [];
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly List<int> _groupOf = [];

    internal IReadOnlyList<string> Asins => _asins;

    internal void Add(Product product)
    {
        _builder.Add(ProductDocument.Text(product));
        _asins.Add(product.Asin);
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, product.Query, out var isKnown);
        group = isKnown ? group : _groups.Count;
        _groupOf.Add(group);
    }

    internal IndexData Build() => _builder.Build(_asins, _groupOf);
}
