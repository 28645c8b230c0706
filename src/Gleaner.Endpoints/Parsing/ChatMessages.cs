using Gleaner.Chat.Replies;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Parsing;

/// <summary>What a chat client answered, as the one parser of replies takes it.</summary>
internal static class ChatMessages
{
    /// <summary>The message of a response: its text, thoughts beside it, calls, and whether the limit of tokens ended it.</summary>
    public static AssistantMessage Of(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        var thoughts = contents.OfType<TextReasoningContent>().Select(thought => thought.Text).Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        return new AssistantMessage(response.Text)
        {
            Reasoning = thoughts.Count == 0 ? null : string.Join('\n', thoughts),
            Calls = [.. contents.OfType<FunctionCallContent>().Select(call => new MessageCall(
                call.CallId, call.Name, call.Exception is not null || call.Name.Length == 0 || call.Name.Any(char.IsWhiteSpace) ? null : ToolCall.ToAction(call)))],
            IsTruncated = AssistantMessage.IsLimit(response.FinishReason?.Value),
        };
    }
}
