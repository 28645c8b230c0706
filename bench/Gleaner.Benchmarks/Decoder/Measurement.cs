using System.Diagnostics;

namespace Gleaner.Benchmarks.Decoder;

internal static class Measurement
{
    /// <summary>Seconds of the fastest of some runs, after warming up until the code is fully compiled.</summary>
    public static double Fastest(Action action, int runs, double warmupSeconds = 1)
    {
        for (Stopwatch warmup = Stopwatch.StartNew(); warmup.Elapsed.TotalSeconds < warmupSeconds;)
        {
            action();
        }

        double fastest = double.PositiveInfinity;
        for (int i = 0; i < runs; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            action();
            fastest = Math.Min(fastest, watch.Elapsed.TotalSeconds);
        }

        return fastest;
    }

    /// <summary>Middle value of the runs' seconds, after warming up.</summary>
    public static double Median(Action action, int runs, double warmupSeconds = 1)
    {
        List<double> seconds = [];
        for (Stopwatch warmup = Stopwatch.StartNew(); warmup.Elapsed.TotalSeconds < warmupSeconds;)
        {
            action();
        }

        for (int i = 0; i < runs; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            action();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        seconds.Sort();
        return seconds[runs / 2];
    }
}
