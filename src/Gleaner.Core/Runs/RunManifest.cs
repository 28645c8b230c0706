namespace Gleaner.Runs;

/// <summary>What <c>run.json</c> holds.</summary>
/// <param name="Identity">What decides the run's results.</param>
/// <param name="Started">When the run was first started.</param>
/// <param name="Finished">When it was finished; null while it is not.</param>
public sealed record RunManifest(RunIdentity Identity, DateTimeOffset Started, DateTimeOffset? Finished);
