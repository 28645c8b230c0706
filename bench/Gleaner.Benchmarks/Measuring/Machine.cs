using System.Globalization;
using System.Runtime.Intrinsics;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>A line on what was measured on, so that figures are not read without it.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe()
    {
        var width = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";
        var load = File.Exists(LoadFile) ? $", load average {File.ReadAllText(LoadFile).Split(' ')[0]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {width}-bit vectors, .NET {Environment.Version}{load}");
    }
}
