using System.Collections.Immutable;

namespace Gleaner.Chat.Replies;

/// <summary>What was understood of an assistant's message.</summary>
/// <param name="Thought">What it thought; null if nothing. Never an action, whatever it looks like.</param>
/// <param name="Actions">The actions it takes, in order: one, several where it calls tools in parallel, none if none can be made out.</param>
/// <param name="Form">How well it keeps to the form.</param>
public sealed record ParsedReply(string? Thought, ImmutableArray<string> Actions, ReplyForm Form)
{
    /// <summary>The action, where there is exactly one.</summary>
    public string? Action => Actions.Length == 1 ? Actions[0] : null;

    /// <summary>What was cut off because it is no part of thought and action.</summary>
    public ReplyCut Cut { get; init; }

    /// <summary>Whether it calls a tool in a way that can't be read.</summary>
    public bool HasUnreadCall { get; init; }

    /// <summary>All that was said and not thought.</summary>
    public string Said { get; init; } = "";
}

/// <summary>How well a reply keeps to the form that was asked for.</summary>
public enum ReplyForm
{
    /// <summary>What was asked for, and nothing else.</summary>
    Clean,

    /// <summary>Not the form, but there is no doubt which action is meant.</summary>
    Tolerated,

    /// <summary>No action can be made out.</summary>
    Malformed,

    /// <summary>The limit of tokens came before the end of the action, so there is none.</summary>
    Truncated,
}

/// <summary>What may have to be cut off a reply, and why.</summary>
[Flags]
public enum ReplyCut
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Further thoughts and actions: only the first action was played, so the others answer to nothing.</summary>
    LaterCycles = 1,

    /// <summary>An observation that the model made up.</summary>
    MadeUpObservation = 2,

    /// <summary>Words behind the action.</summary>
    Remark = 4,

    /// <summary>A model's own mark of the end of its turn, and what follows it.</summary>
    EndMarker = 8,

    /// <summary>An action that the limit of tokens cut short.</summary>
    UnfinishedAction = 16,
}
