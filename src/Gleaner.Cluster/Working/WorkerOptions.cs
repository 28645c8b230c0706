namespace Gleaner.Cluster.Working;

/// <summary>How a worker serves.</summary>
public sealed record WorkerOptions
{
    /// <summary>Its name in what people are told; machine and process number, say.</summary>
    public required string Name { get; init; }

    /// <summary>A folder of its own for checkpoints and what a world makes up, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Items that it plays at once, each on a core. Default: one a core.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>The run that it serves, as coordinators print it; null for any.</summary>
    public string? Run { get; init; }

    /// <summary>Whether it ends with the run that it served. Default: it waits for the next.</summary>
    public bool EndsWithRun { get; init; }

    /// <summary><c>KEY=VALUE</c> each: where data lies on this machine.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>What the build is taken for; its own hash but in tests.</summary>
    internal string Program { get; init; } = Experiments.ExperimentPlayer.ProgramHash;

    /// <summary>Called with each item before it is played; for tests.</summary>
    internal Func<string, CancellationToken, Task> Taken { get; init; } = (_, _) => Task.CompletedTask;
}
