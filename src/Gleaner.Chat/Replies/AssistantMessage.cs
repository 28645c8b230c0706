using System.Text.Json;

namespace Gleaner.Chat.Replies;

/// <summary>An assistant's message as a server or a recording has it.</summary>
/// <param name="Text">Its text; thoughts in tags may still be in it.</param>
public sealed record AssistantMessage(string Text)
{
    private static readonly string[] CutShort = ["length", "max_tokens", "max_output_tokens", "model_length"];

    /// <summary>What came beside the text as thought (<c>reasoning_content</c>, parts of kind <c>thinking</c>); null if nothing.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The tools that it calls, in order.</summary>
    public IReadOnlyList<MessageCall> Calls { get; init; } = [];

    /// <summary>Whether the limit of tokens ended it.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Kinds of parts that can't be said in text: images, files.</summary>
    public IReadOnlyList<string> OtherParts { get; init; } = [];

    /// <summary>Whether a reason to finish says that the limit of tokens ended the message.</summary>
    public static bool IsLimit(string? finishReason) => CutShort.Contains(finishReason, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a message of OpenAI's chat completions and of the many formats that resemble it.</summary>
    /// <param name="message">A JSON object with <c>content</c> (text, null, or parts), perhaps <c>reasoning_content</c>, <c>tool_calls</c> or <c>function_call</c>.</param>
    /// <param name="finishReason">Why it ended; null: what the message itself says.</param>
    public static AssistantMessage Of(JsonElement message, string? finishReason = null)
    {
        var content = MessageContent.Of(message);
        return new AssistantMessage(content.Text ?? "")
        {
            Reasoning = content.Reasoning,
            Calls = content.Calls,
            OtherParts = content.OtherParts,
            IsTruncated = IsLimit(finishReason ?? content.FinishReason),
        };
    }
}

/// <summary>A tool call in a message.</summary>
/// <param name="Id">Its id, by which its answer is known; null if it has none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Action">The call as an action (<see cref="CallText"/>); null if its arguments can't be read.</param>
public sealed record MessageCall(string? Id, string Name, string? Action);
