using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gleaner.Randomness;

/// <summary>
/// A seed from which further seeds are derived by name, so that every rollout, shuffle and initialisation has a random
/// stream of its own that does not depend on what else runs or in which order.
/// </summary>
/// <param name="Value">64 bits.</param>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The seed for a named purpose: the first 64 bits of SHA-256 over this seed and the parts.</summary>
    public Seed Derive(params ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"/{part}");
        }

        var bytes = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(text.ToString())];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Value);
        Encoding.UTF8.GetBytes(text.ToString(), bytes.AsSpan(sizeof(ulong)));
        return new Seed(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes)));
    }

    /// <summary>A fresh random stream that starts at this seed.</summary>
    public RandomStream ToStream() => new(this);
}
