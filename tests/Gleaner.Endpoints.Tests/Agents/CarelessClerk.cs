using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Tests.Agents;

/// <summary>Stands in for a model: opens the drawer on the note, but is sure that keys and coins are always in the bottom one.</summary>
internal sealed class CarelessClerk : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var words = conversation[0].Text.Split([' ', '.', ':'], StringSplitOptions.RemoveEmptyEntries);
        var drawer = words[2] is "key" or "coin" ? "bottom" : words[^2];
        var call = conversation.Count == 1
            ? new FunctionCallContent("1", "open", new Dictionary<string, object?> { ["drawer"] = drawer })
            : new FunctionCallContent("2", "take", new Dictionary<string, object?> { ["thing"] = words[2] });
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent($"It must be in the {drawer} drawer."), call])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
