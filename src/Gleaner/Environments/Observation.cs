namespace Gleaner.Environments;

/// <summary>
/// What an agent sees in one state. Two observations are the same iff their texts are: an environment may derive a type
/// that carries the same content in structured form, which must hold nothing that the text does not show.
/// </summary>
/// <param name="Text">The observation as the environment prints it.</param>
public record Observation(string Text);
