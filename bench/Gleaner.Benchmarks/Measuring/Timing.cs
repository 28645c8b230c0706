using System.Diagnostics;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>
/// How long something took: by the clock, and in time that processors spent on it. On a machine that others use too, the
/// second is what one core does; on a quiet one and with one thread they are the same.
/// </summary>
internal readonly record struct Timing(double Seconds, double ProcessorSeconds)
{
    public static Timing Of(Action action)
    {
        var processor = Environment.CpuUsage.TotalTime.TotalSeconds;
        var start = Stopwatch.GetTimestamp();
        action();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Timing(seconds, Environment.CpuUsage.TotalTime.TotalSeconds - processor);
    }

    /// <summary>Several runs that take their own time, as one; null as soon as one has none.</summary>
    public static Timing? Sum(int times, Func<Timing?> run)
    {
        Timing sum = default;
        for (var i = 0; i < times; i++)
        {
            if (run() is not { } timing)
            {
                return null;
            }

            sum = new Timing(sum.Seconds + timing.Seconds, sum.ProcessorSeconds + timing.ProcessorSeconds);
        }

        return sum;
    }

    /// <summary>The quickest by either measure: what else happens on the machine only ever adds time.</summary>
    public static Timing Best(IReadOnlyCollection<Timing> timings) =>
        new(timings.Min(timing => timing.Seconds), timings.Min(timing => timing.ProcessorSeconds));
}
