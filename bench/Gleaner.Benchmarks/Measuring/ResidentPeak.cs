using System.Diagnostics;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>The most memory that this process has occupied since a moment, which Linux alone can be told; elsewhere since it began.</summary>
internal static class ResidentPeak
{
    private const string Clear = "/proc/self/clear_refs";

    // "Reset the peak resident set size", proc(5).
    private const string PeakOnly = "5";

    /// <summary>Gives back what is not needed and begins anew.</summary>
    /// <returns>Bytes that are occupied although nothing uses them: the collector does not always give back all that it freed, and a peak is at least that high.</returns>
    public static long Reset()
    {
        // Twice: what a finalizer held is free only after it has run.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (File.Exists(Clear))
        {
            try
            {
                File.WriteAllText(Clear, PeakOnly);
            }
            catch (UnauthorizedAccessException)
            {
                // A container may forbid it: the peak is then that of all so far.
            }
        }

        return Math.Max(0, Environment.WorkingSet - GC.GetTotalMemory(forceFullCollection: false));
    }

    /// <summary>The peak since then, in bytes.</summary>
    public static long Read()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
