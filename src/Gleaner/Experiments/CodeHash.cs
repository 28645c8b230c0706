using System.Security.Cryptography;

namespace Gleaner.CommandLine.Experiments;

/// <summary>Tells builds of Gleaner apart.</summary>
internal static class CodeHash
{
    /// <summary>SHA-256 over Gleaner's assemblies in a folder, 64 lower-case hexadecimal digits.</summary>
    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(folder, "Gleaner*.dll").Where(IsProduct).Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsProduct(string file) => !Path.GetFileName(file).EndsWith(".Tests.dll", StringComparison.Ordinal);
}
