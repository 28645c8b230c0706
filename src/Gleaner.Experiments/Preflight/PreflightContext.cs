using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>What checks work with. They are made one after the other.</summary>
public sealed class PreflightContext
{
    private readonly List<Trajectory> _trajectories = [];
    private World? _world;
    private ExperimentSplits? _splits;

    internal PreflightContext(Experiment experiment, string folder, string scratch, PreflightOptions options) =>
        (Experiment, Folder, Scratch, Options) = (experiment, folder, scratch, options);

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The folder that the run is to be in, absolute; it need not exist. Nothing is left in it but the journal of calls that were paid for.</summary>
    public string Folder { get; }

    /// <summary>A folder that is deleted in the end, absolute.</summary>
    public string Scratch { get; }

    /// <summary>Clock, files, machine.</summary>
    public PreflightOptions Options { get; }

    /// <summary>The environment, open.</summary>
    /// <exception cref="InvalidOperationException">It is not (<see cref="PreflightCheck.NeedsWorld"/>).</exception>
    public World World => _world ?? throw new InvalidOperationException("The environment is not open.");

    /// <summary>The tasks.</summary>
    /// <exception cref="InvalidOperationException">They are not chosen yet (<see cref="PreflightCheck.NeedsWorld"/>).</exception>
    public ExperimentSplits Splits => _splits ?? throw new InvalidOperationException("The tasks are not chosen yet.");

    /// <summary>Trajectories of the experts on training tasks, as far as checks have come by some; the student's training is tried with them.</summary>
    public IReadOnlyList<Trajectory> Trajectories => _trajectories;

    internal bool IsOpen => _world is not null;

    internal bool IsReady => _world is not null && _splits is not null;

    /// <summary>Keeps trajectories that a check has come by.</summary>
    public void Keep(params IEnumerable<Trajectory> trajectories) => _trajectories.AddRange(trajectories);

    /// <summary>Holds the run's folder, so that no run begins or goes on in it, until disposed.</summary>
    /// <exception cref="GleanerException">A process works in it.</exception>
    public IDisposable HoldFolder() => RunDirectory.TryHold(Folder, Options.Files)
        ?? throw new GleanerException($"{Folder}: another process is working on this run. Wait for it, or stop it.");

    internal void Set(World world) => _world = world;

    internal void Set(ExperimentSplits splits) => _splits = splits;
}
