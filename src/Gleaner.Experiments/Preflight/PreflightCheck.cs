namespace Gleaner.Experiments;

/// <summary>
/// One thing that would stop a run, or spoil it, after an hour and can be found in seconds. Kinds bring their own (<see cref="EnvironmentKind{TConfig}.Checks"/>,
/// <see cref="ExpertKind{TConfig}.Checks"/>, <see cref="StudentKind{TConfig}.Checks"/>). It changes nothing that a run depends on.
/// </summary>
public abstract class PreflightCheck
{
    /// <summary>Names the check for programs, different from all others of an experiment: <c>disk</c>, <c>expert teacher</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What is checked, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>Whether it needs the environment open and the splits made; one that does not comes before that. Default: yes.</summary>
    public virtual bool NeedsWorld => true;

    /// <summary>Whether somebody is paid for it: such a check can be left out. Default: no.</summary>
    public virtual bool IsPaid => false;

    /// <summary>How long it may take where nobody says otherwise; after that it has failed. Default: 30 s.</summary>
    public virtual TimeSpan TimeLimit => TimeSpan.FromSeconds(30);

    /// <summary>Checks.</summary>
    /// <exception cref="GleanerException">It has failed; the message says why.</exception>
    public abstract Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken);
}

/// <summary>How a check came out.</summary>
public enum PreflightOutcome
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>A run will work, and its results may not be what was meant.</summary>
    Warning,

    /// <summary>A run would fail.</summary>
    Failed,

    /// <summary>It was not checked.</summary>
    Skipped,
}

/// <summary>What came of a check.</summary>
/// <param name="Outcome">How it came out.</param>
/// <param name="Message">What was found, or why it was not looked for, in a line.</param>
/// <param name="Advice">What to do about it; null for nothing.</param>
public sealed record PreflightResult(PreflightOutcome Outcome, string Message, string? Advice = null)
{
    /// <summary>All is well.</summary>
    public static PreflightResult Ok(string message, string? advice = null) => new(PreflightOutcome.Ok, message, advice);

    /// <summary>A run will work, and its results may not be what was meant.</summary>
    public static PreflightResult Warning(string message, string? advice = null) => new(PreflightOutcome.Warning, message, advice);

    /// <summary>A run would fail.</summary>
    public static PreflightResult Failed(string message, string? advice = null) => new(PreflightOutcome.Failed, message, advice);

    /// <summary>It was not checked.</summary>
    public static PreflightResult Skipped(string reason) => new(PreflightOutcome.Skipped, reason);
}
