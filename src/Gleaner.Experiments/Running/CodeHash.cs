using System.Reflection;
using System.Security.Cryptography;

namespace Gleaner.Experiments;

/// <summary>Tells builds of Gleaner, and of the code of others that takes part in a run, apart.</summary>
internal static class CodeHash
{
    /// <summary>SHA-256 over Gleaner's assemblies in the program's folder and the given ones, 64 lower-case hexadecimal digits.</summary>
    /// <param name="others">Where parts of the experiment come from; Gleaner's own and the runtime's are left out.</param>
    public static string Of(IEnumerable<Assembly> others)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "Gleaner*.dll").Where(IsProduct).Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        var further = others
            .Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0 && !IsKnown(assembly))
            .Select(assembly => assembly.Location)
            .Distinct()
            .OrderBy(Path.GetFileName, StringComparer.Ordinal);
        foreach (var file in further)
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsProduct(string file) => !Path.GetFileName(file).EndsWith(".Tests.dll", StringComparison.Ordinal);

    private static bool IsKnown(Assembly assembly) =>
        assembly.GetName().Name is not { } name || name.StartsWith("System.", StringComparison.Ordinal)
        || (name.StartsWith("Gleaner", StringComparison.Ordinal) && Path.GetDirectoryName(assembly.Location) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
}
