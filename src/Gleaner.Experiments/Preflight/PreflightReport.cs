using System.Collections.Immutable;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>What came of all checks of an experiment.</summary>
/// <param name="Checks">The checks, in the order in which they were made.</param>
public sealed record PreflightReport(ImmutableArray<PreflightEntry> Checks)
{
    /// <summary>Whether a check has failed, so that a run would.</summary>
    public bool HasFailed => Count(PreflightOutcome.Failed) > 0;

    /// <summary>How many checks came out so.</summary>
    public int Count(PreflightOutcome outcome) => Checks.Count(check => check.Outcome == outcome);
}

/// <summary>A check that was made.</summary>
/// <param name="Id">Names it for programs.</param>
/// <param name="Title">What was checked, in a few words.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Message">What was found, or why it was not looked for, in a line.</param>
/// <param name="Advice">What to do about it; null for nothing.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record PreflightEntry(string Id, string Title, PreflightOutcome Outcome, string Message, string? Advice, double Seconds);

/// <summary>How an experiment is checked.</summary>
public sealed record PreflightOptions
{
    /// <summary>Whether calls may be made that somebody is paid for. Default: yes, one for each endpoint.</summary>
    public bool MayCall { get; init; } = true;

    /// <summary>How long each check may take; null for what it says itself.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Told of each check when it is done. Default: nobody.</summary>
    public IProgress<PreflightEntry>? Progress { get; init; }

    /// <summary>Gets messages about what stops nothing. Default: nobody.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How the run's files are reached. Default: on disk, flushed.</summary>
    public IRunFiles Files { get; init; } = new DiskRunFiles();

    /// <summary>What a run finds around it. Default: this machine.</summary>
    public IMachine Machine { get; init; } = new SystemMachine();
}
