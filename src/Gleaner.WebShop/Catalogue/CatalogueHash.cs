using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Gleaner.WebShop.Catalogue;

/// <summary>Content hash of a catalogue: the same products at the same prices, however they were stored, hash alike.</summary>
internal static class CatalogueHash
{
    internal static string Compute(ImmutableArray<Product> products, ImmutableArray<double> prices)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < products.Length; i++)
        {
            Add(hash, products[i]);
            Add(hash, BitConverter.DoubleToInt64Bits(prices[i]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

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
