using System.Security.Cryptography;
using System.Text;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>A short name for what was seen, enough to notice that a replay shows something else.</summary>
internal static class ObservationHash
{
    private const int Bytes = 8;

    /// <summary>The first 64 bits of SHA-256 over the text, as 16 hexadecimal digits.</summary>
    public static string Of(Observation observation) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(observation.Text)).AsSpan(0, Bytes));
}
