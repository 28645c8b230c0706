namespace Gleaner.Formats.Imports;

/// <summary>A turn as a recording has it.</summary>
/// <param name="Observation">What was seen before.</param>
/// <param name="Thought">What was thought; null if nothing is recorded.</param>
/// <param name="Action">The action.</param>
/// <param name="WasPossible">False if the environment said that it did not understand it.</param>
public sealed record RecordedTurn(string Observation, string? Thought, string Action, bool WasPossible = true)
{
    /// <summary>Why no action can be made out in the reply, whose text the action is then; null for an action.</summary>
    public string? Malformed { get; init; }
}
