using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>How an experiment is run. None of it changes results.</summary>
public sealed record RunOptions
{
    /// <summary>Whether a run that is in the folder already is resumed; else it is an error. Default: resumed.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>Told about every stage, for displays that need all of it. Default: nobody.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>Told how far the run is. Default: nobody.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Gets messages about what does not stop the run. Default: nobody.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>
    /// Whether what was seen is kept as text with every rollout of a new run, so that the run can be shown and exported without its catalogue or
    /// files. Such a run is larger. Where the environment is not at hand wherever the run is read (a server, a program's own), it always is. Default: no.
    /// </summary>
    public bool KeepTexts { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How files are reached. Default: on disk, flushed.</summary>
    public IRunFiles Files { get; init; } = new DiskRunFiles();

    /// <summary>How the run was started, for its report; without secrets.</summary>
    public string Command { get; init; } = "Gleaner as a library";

    /// <summary>Where rollouts are simulated. Null for this process, which is the default.</summary>
    public IRolloutBackend? Rollouts { get; init; }

    internal IRunObserver ObserverInUse => Progress is { } progress ? new ProgressObserver(Observer, progress) : Observer;
}

/// <summary>How far a run is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="IsFinished">Whether the stage is finished.</param>
public readonly record struct RunProgress(RunStage Stage, StageProgress Progress, bool IsFinished);
