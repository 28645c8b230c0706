using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// Draws the prices of products one after the other and adds all up to the content hash of a catalogue: the same products at the same
/// prices, however they were stored, hash alike.
/// </summary>
internal sealed class CatalogueTally(ulong priceSeed) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PythonRandom _random = new(priceSeed);

    /// <summary>Products with a range of prices so far; each took one draw.</summary>
    internal int PriceRanges { get; private set; }

    public void Dispose() => _hash.Dispose();

    /// <summary>Adds the next product.</summary>
    /// <returns>Its price.</returns>
    internal double Add(Product product)
    {
        var price = product.Prices[0];
        if (product.Prices.Length == 2)
        {
            price = _random.Uniform(product.Prices[0], product.Prices[1]);
            PriceRanges++;
        }

        Add(_hash, product);
        Add(_hash, BitConverter.DoubleToInt64Bits(price));
        return price;
    }

    /// <summary>The hash of all products added, 64 lower-case hexadecimal digits; the tally is used up.</summary>
    internal string ToHash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    private static void Add(IncrementalHash hash, Product product)
    {
        Add(hash, product.Asin);
        Add(hash, product.Title);
        Add(hash, product.Description);
        Add(hash, product.BulletPoints);
        Add(hash, product.Category);
        Add(hash, product.Query);
        Add(hash, product.ProductCategory);
        foreach (var price in product.Prices)
        {
            Add(hash, BitConverter.DoubleToInt64Bits(price));
        }

        Add(hash, product.Options.Length);
        foreach (var option in product.Options)
        {
            Add(hash, option.Name);
            Add(hash, option.Values);
        }

        Add(hash, product.Attributes);
        Add(hash, product.Instruction ?? "");
        Add(hash, product.InstructionAttributes);
    }

    private static void Add(IncrementalHash hash, ImmutableArray<string> texts)
    {
        Add(hash, texts.Length);
        foreach (var text in texts)
        {
            Add(hash, text);
        }
    }

    // Lengths go in front, so that no two different lists of texts make the same bytes.
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
