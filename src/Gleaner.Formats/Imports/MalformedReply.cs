using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>What becomes of a reply that the environment answered, though no action can be made out in it.</summary>
public enum MalformedReplies
{
    /// <summary>Its run is refused.</summary>
    Refuse,

    /// <summary>
    /// It is a turn whose action is the reply as it was said, because that is what the environment was given, and which is not learnt from
    /// (<see cref="Trajectories.Turn.IsMalformed"/>).
    /// </summary>
    Keep,
}

/// <summary>Why no action can be made out in a reply, and the reply as it was said.</summary>
internal static class MalformedReply
{
    /// <summary>It has thoughts alone, several blocks of code, an empty action.</summary>
    public const string NoAction = "an action is missing";

    /// <summary>The limit of tokens ended it in its action.</summary>
    public const string CutShort = "a reply was cut short by the limit of tokens";

    /// <summary>It calls a tool with arguments that are no JSON object, or without a name.</summary>
    public const string UnreadCall = "a call can't be read";

    /// <summary>It is words, where other replies call tools.</summary>
    public const string Words = "the agent talks between its calls";

    /// <summary>It declines, in the place that the format has for that.</summary>
    public const string Declined = "the model refuses in the middle of it";

    /// <summary>Refuses the run of such a reply.</summary>
    /// <param name="reason">Why no action can be made out.</param>
    /// <param name="detail">Which reply it is.</param>
    /// <param name="canBeKept">Whether <see cref="MalformedReplies.Keep"/> would have kept the reply.</param>
    public static RunRefusedException Refusal(string reason, string detail, bool canBeKept = true) => new(reason, detail) { IsForMalformedReply = canBeKept };

    /// <summary>A message as it was said: its text, then its calls, thoughts beside them left out.</summary>
    public static string AsSaid(AssistantMessage message) => string.Join(
        '\n', new[] { message.Text, message.Refusal }.Concat(message.Calls.Select(call => call.Said)).Where(part => !string.IsNullOrWhiteSpace(part)));
}
