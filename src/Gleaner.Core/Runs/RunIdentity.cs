using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Gleaner.Runs;

/// <summary>Everything that decides a run's results. A run is resumed only under the same identity.</summary>
public sealed record RunIdentity
{
    /// <summary>The command line that started the run, without secrets. May differ when it is resumed.</summary>
    public required string Command { get; init; }

    /// <summary>Gleaner's version.</summary>
    public required string Version { get; init; }

    /// <summary>A hash of the program's code, for example of its assemblies.</summary>
    public required string CodeHash { get; init; }

    /// <summary>The resolved configuration as text.</summary>
    public required string Configuration { get; init; }

    /// <summary>The seeds.</summary>
    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>Content hashes of data by name: catalogue, goals, splits.</summary>
    public required ImmutableSortedDictionary<string, string> DataHashes { get; init; }

    /// <summary>SHA-256 of <see cref="Configuration"/>, as 64 lower-case hexadecimal digits.</summary>
    public string ConfigurationHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Configuration)));
}
