namespace Gleaner.ScienceWorld.Recordings;

/// <summary>What became of one entry of a file: a run or a refusal.</summary>
/// <param name="Run">The run; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
public readonly record struct Reading(RecordedRun? Run, RefusedRun? Refusal);
