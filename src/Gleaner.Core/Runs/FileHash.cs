using System.Security.Cryptography;

namespace Gleaner.Runs;

/// <summary>What a file of a run was when it was written.</summary>
/// <param name="Sha256">SHA-256 of its bytes, as 64 lower-case hexadecimal digits.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct FileHash(string Sha256, long Length)
{
    /// <summary>Reads a file once, as a stream.</summary>
    /// <exception cref="GleanerException">The file is missing or cannot be read.</exception>
    internal static FileHash Of(IRunFiles files, string path)
    {
        using var stream = files.OpenRead(path);
        return Of(stream);
    }

    internal static FileHash Of(Stream stream)
    {
        var length = stream.Length;
        return new FileHash(Convert.ToHexStringLower(SHA256.HashData(stream)), length);
    }
}
