using System.Collections.Immutable;
using System.Text;
using Gleaner.WebShop.Search;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Products in a store: made each time they are asked for, so that a shop of a million takes no more memory than what is looked at.</summary>
internal sealed class StoredProducts : IProductSource
{
    /// <summary>What a store of products says it holds.</summary>
    internal const string Content = "catalogue";

    private readonly StoreFile _store;
    private readonly StoreSection _records;
    private readonly ReadOnlyMemory<long> _starts;
    private readonly ReadOnlyMemory<byte> _asins;
    private readonly ReadOnlyMemory<int> _positionOfRank;
    private readonly int _asinSize;
    private readonly float _averageLength;

    internal StoredProducts(StoreFile store)
    {
        _store = store;
        _records = store.Section("products");
        _starts = store.Values<long>("starts");
        _asins = store.Values<byte>("asins");
        _positionOfRank = store.Values<int>("index/positions");
        var prices = store.Values<double>("prices");
        Prices = new MemoryList<double>(prices);
        _asinSize = _asins.Length / prices.Length;
        Products = new MadeList<Product>(prices.Length, At);
        var facts = new RecordReader(store.Values<byte>("facts").Span);
        Hash = facts.ReadText();
        PriceRanges = facts.ReadInt();
        _averageLength = (float)facts.ReadDouble();
        store.KeepAlive();
    }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<double> Prices { get; }

    public int PriceRanges { get; }

    public string Hash { get; }

    /// <summary>The files that the products came from.</summary>
    internal ImmutableArray<SourceFile> Sources => _store.Sources;

    /// <summary>The store.</summary>
    internal string Path => _store.Path;

    public int IndexOf(string asin)
    {
        var (low, high) = (0, _positionOfRank.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var position = _positionOfRank.Span[middle];
            var order = string.CompareOrdinal(AsinAt(position), asin);
            if (order == 0)
            {
                return position;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    public string AsinAt(int position)
    {
        var bytes = _asins.Span.Slice(position * _asinSize, _asinSize);
        var asin = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
        _store.KeepAlive();
        return asin;
    }

    public SearchIndex CreateIndex() => new(new IndexData
    {
        AverageLength = _averageLength,
        Texts = _store.Values<char>("index/texts"),
        Terms = _store.Values<TermEntry>("index/terms"),
        Slots = _store.Values<int>("index/slots"),
        Blocks = _store.Values<PostingBlock>("index/blocks"),
        Postings = _store.Values<byte>("index/postings"),
        Lengths = _store.Values<byte>("index/lengths"),
        Ranks = _store.Values<int>("index/ranks"),
        PositionOfRank = _positionOfRank,
    });

    /// <summary>Writes products and their index as they come.</summary>
    /// <param name="stream">Gets the store.</param>
    /// <param name="products">The products, ids distinct, with one or two prices each.</param>
    /// <param name="priceSeed">Seed of the prices drawn for price ranges.</param>
    /// <param name="sources">Gives the files that the products came from; asked at the end.</param>
    /// <param name="report">Is told how far the work is.</param>
    /// <exception cref="CatalogueException">There is no product.</exception>
    internal static void Write(Stream stream, IEnumerable<Product> products, ulong priceSeed, Func<ImmutableArray<SourceFile>> sources, Action<string> report)
    {
        var store = new StoreWriter(stream);
        var record = new RecordWriter();
        var prices = new List<double>();
        var starts = new List<long> { 0 };
        var documents = new ProductDocuments();
        using var tally = new CatalogueTally(priceSeed);
        store.Begin("products");
        using (var indexing = new SecondPass<Product>(documents.Add))
        {
            foreach (var product in products)
            {
                prices.Add(tally.Add(product));
                record.Clear();
                ProductRecord.Write(record, product);
                store.Write(record.Written);
                starts.Add(starts[^1] + record.Written.Length);
                indexing.Add(product);
                if (prices.Count % ReportEvery == 0)
                {
                    report($"{prices.Count:N0} products read ...");
                }
            }

            indexing.Finish();
        }

        store.End();
        if (prices.Count == 0)
        {
            throw CatalogueException.NoProduct();
        }

        report($"{prices.Count:N0} products read; indexing them ...");
        store.Add<long>("starts", starts.ToArray());
        store.Add<double>("prices", prices.ToArray());
        store.Add<byte>("asins", Fixed(documents.Asins));
        WriteIndex(store, documents.Build(), out var averageLength);
        record.Clear();
        record.Write(tally.ToHash());
        record.Write(tally.PriceRanges);
        record.Write((double)averageLength);
        store.Add("facts", record.Written);
        store.Finish(Content, sources());
    }

    private const int ReportEvery = 100_000;

    private static void WriteIndex(StoreWriter store, IndexData index, out float averageLength)
    {
        store.Add("index/texts", index.Texts.Span);
        store.Add("index/terms", index.Terms.Span);
        store.Add("index/slots", index.Slots.Span);
        store.Add("index/blocks", index.Blocks.Span);
        store.Add("index/postings", index.Postings.Span);
        store.Add("index/lengths", index.Lengths.Span);
        store.Add("index/ranks", index.Ranks.Span);
        store.Add("index/positions", index.PositionOfRank.Span);
        averageLength = index.AverageLength;
    }

    // All ids in places of one size, a length byte before each.
    private static byte[] Fixed(IReadOnlyList<string> asins)
    {
        var size = 1 + asins.Max(Encoding.UTF8.GetByteCount);
        var bytes = new byte[checked(size * asins.Count)];
        for (var i = 0; i < asins.Count; i++)
        {
            bytes[i * size] = (byte)Encoding.UTF8.GetBytes(asins[i], bytes.AsSpan((i * size) + 1, size - 1));
        }

        return bytes;
    }

    private Product At(int position)
    {
        var starts = _starts.Span;
        var product = ProductRecord.Read(_store.Bytes(_records, starts[position], (int)(starts[position + 1] - starts[position])));
        _store.KeepAlive();
        return product;
    }
}
