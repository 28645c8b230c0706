namespace Gleaner.ScienceWorld.Recordings;

/// <summary>A recorded episode that cannot be used, and why.</summary>
/// <param name="Place">File and line or key.</param>
/// <param name="Reason">Why; the same words for the same cause, so that causes can be counted.</param>
/// <param name="Detail">What is special about this one.</param>
public sealed record RefusedRun(string Place, string Reason, string Detail)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Place}: {Reason} ({Detail})";
}
