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
