namespace Gleaner.Formats.Imports;

/// <summary>A turn as a recording has it.</summary>
/// <param name="Observation">What was seen before.</param>
/// <param name="Thought">What was thought; null if nothing is recorded.</param>
/// <param name="Action">The action.</param>
/// <param name="WasPossible">False if the environment said that it did not understand it.</param>
public sealed record RecordedTurn(string Observation, string? Thought, string Action, bool WasPossible = true);
