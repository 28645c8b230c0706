using System.Collections.Immutable;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>An episode as somebody recorded it.</summary>
/// <param name="Place">File and line or key, for messages.</param>
/// <param name="Policy">Who acted: <c>agenttraj</c>, <c>gold</c>, <c>random-valid</c>, …</param>
/// <param name="Task">Kind and variation.</param>
/// <param name="Simplifications">The world it was recorded in.</param>
/// <param name="Description">The task in words.</param>
/// <param name="Look">What was seen first; null if the task in words was all.</param>
/// <param name="Steps">What was done, in order; at least one.</param>
public sealed record RecordedRun(
    string Place, string Policy, TaskVariation Task, Simplifications Simplifications, string Description, string? Look, ImmutableArray<RecordedRunStep> Steps)
{
    /// <summary>The first observation.</summary>
    public string Opening => Look is null ? Description : Tasks.Opening.TextOf(Description, Look);

    /// <summary>Scores of the recording are compared only up to this: half a unit of its last digit.</summary>
    public required double ScoreTolerance { get; init; }
}

/// <summary>A recorded action and what came of it.</summary>
/// <param name="Thought">What was thought before; null where thoughts were not recorded.</param>
/// <param name="Action">The action.</param>
/// <param name="Observation">The simulator's reply; null if it was not recorded, which is so at most after a run's last action.</param>
/// <param name="RawScore">The raw score afterwards: 0..1, or −1 for a failed task.</param>
public sealed record RecordedRunStep(string? Thought, string Action, string? Observation, double RawScore)
{
    private const double Done = 1 - 1e-9;

    /// <summary>Whether the task was over with it.</summary>
    public bool Ends => RawScore >= Done || RawScore < 0;
}

/// <summary>A recorded episode that cannot be used, and why.</summary>
/// <param name="Place">File and line or key.</param>
/// <param name="Reason">Why; the same words for the same cause, so that causes can be counted.</param>
/// <param name="Detail">What is special about this one.</param>
public sealed record RefusedRun(string Place, string Reason, string Detail)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Place}: {Reason} ({Detail})";
}
