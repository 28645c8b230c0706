using Gleaner.Runs.Health;

namespace Gleaner.Experiments.Reporting;

/// <summary>A kind of notes that a report carries, drawn from files that a run's parts have left in its folder.</summary>
public interface IRunNotes : IKind
{
    /// <inheritdoc/>
    string IKind.Group => "note";

    /// <summary>The notes, a sentence or two each; none where the run has no such files.</summary>
    IEnumerable<string> Of(RunResults run);

    /// <summary>The health checks that those files allow, beside those that every run has; none if they allow none.</summary>
    IEnumerable<HealthCheck> Checks(RunResults run) => [];
}

/// <summary>One damaged account costs its own notes, never the report.</summary>
internal static class RunNotesReading
{
    public static IEnumerable<string> NotesOf(this IRunNotes notes, RunResults run) =>
        ReadOr(() => notes.Of(run), problem => $"Notes of the kind '{notes.Name}' are missing: {problem}");

    public static IEnumerable<HealthCheck> ChecksOf(this IRunNotes notes, RunResults run) => ReadOr(() => notes.Checks(run), problem => new HealthCheck
    {
        Id = $"notes-{notes.Name}",
        Title = $"Notes: {notes.Name}",
        Status = HealthStatus.Warning,
        Threshold = "an account that cannot be read",
        Finding = problem,
        Advice = "Everything else of the report was drawn without it.",
    });

    private static T[] ReadOr<T>(Func<IEnumerable<T>> read, Func<string, T> tell)
    {
        try
        {
            return [.. read()];
        }
        catch (Exception exception) when (exception is GleanerException or IOException or UnauthorizedAccessException)
        {
            return [tell(exception.Message)];
        }
    }
}
