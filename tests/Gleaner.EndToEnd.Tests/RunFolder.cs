using System.Security.Cryptography;

namespace Gleaner.EndToEnd.Tests;

/// <summary>What two runs of the same seed must have in common: every file but times and what is drawn from them.</summary>
internal static class RunFolder
{
    private static readonly string[] Timed = ["run.json", "seconds.json", "report.html", "lock"];

    /// <summary>The hash of every file that depends on nothing but the run's identity, by its path.</summary>
    public static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Timed.Contains(Path.GetFileName(file)))
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
