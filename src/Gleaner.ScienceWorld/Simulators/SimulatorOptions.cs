using Gleaner.ScienceWorld.Py4J;

namespace Gleaner.ScienceWorld.Simulators;

/// <summary>Which simulators are started, how many, and how long they are waited for.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The user's <c>scienceworld.jar</c>; null to use SCIENCEWORLD_JAR's or the one of an installed Python package.</summary>
    public string? Jar { get; init; }

    /// <summary>The user's <c>java</c>; null to use the one in JAVA_HOME or PATH.</summary>
    public string? Java { get; init; }

    /// <summary>Simulators that run at most, each a process of its own with one world; at least 1. Default: one per core.</summary>
    public int Instances { get; init; } = Environment.ProcessorCount;

    /// <summary>Heap of a simulator's virtual machine in MB; at least 64. With the default, 400, a process grows to some 460 MB.</summary>
    public int MemoryMegabytes { get; init; } = 400;

    /// <summary>Memory beyond the heap that a process may take before it is replaced, in MB. Default 400.</summary>
    public int ExtraMemoryMegabytes { get; init; } = 400;

    /// <summary>Episodes after which a simulator is replaced, at least 1. Default 1000.</summary>
    public int EpisodesPerInstance { get; init; } = 1000;

    /// <summary>How long a simulator that nobody uses is kept, up to twice that; infinite for always. Default 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a simulator may take to start; it takes about a second. Default: a minute.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a step, or a question, may take; a step takes 8 to 15 ms. Default 30 s.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long loading a task may take: some 100 ms, seconds with a gold path. Default 2 minutes.</summary>
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait for a simulator while all are in use. Default 10 minutes.</summary>
    public TimeSpan RentTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of the longest answer that is read; at least 1024. Default 16 MB; the longest known are some 100 KB.</summary>
    public int LongestAnswer { get; init; } = Py4JConnection.DefaultLongestAnswer;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="GleanerException">A value is out of its range.</exception>
    internal SimulatorOptions Checked()
    {
        AtLeast(1, Instances, nameof(Instances));
        AtLeast(64, MemoryMegabytes, nameof(MemoryMegabytes));
        AtLeast(0, ExtraMemoryMegabytes, nameof(ExtraMemoryMegabytes));
        AtLeast(1, EpisodesPerInstance, nameof(EpisodesPerInstance));
        AtLeast(1024, LongestAnswer, nameof(LongestAnswer));
        if (IdleTimeout <= TimeSpan.Zero && IdleTimeout != Timeout.InfiniteTimeSpan)
        {
            throw new GleanerException($"{nameof(IdleTimeout)} of ScienceWorld's simulators is {IdleTimeout}; it must be above zero, or infinite.");
        }

        return this;
    }

    private static void AtLeast(int least, int value, string name)
    {
        if (value < least)
        {
            throw new GleanerException($"{name} of ScienceWorld's simulators is {value}; it must be at least {least}.");
        }
    }
}
