namespace Gleaner.Endpoints.Parsing;

/// <summary>What was understood of a reply.</summary>
/// <param name="Thought">The thought; null if there is none.</param>
/// <param name="Action">The action as the environment is given it; null if the reply is malformed.</param>
/// <param name="Form">How well the reply keeps to the form.</param>
public sealed record ParsedReply(string? Thought, string? Action, ReplyForm Form)
{
    /// <summary>A reply without an action.</summary>
    public static ParsedReply Malformed { get; } = new(null, null, ReplyForm.Malformed);
}
