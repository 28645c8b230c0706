using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OwnAgent;

/// <summary>
/// Stands in for a model. It fills in every form well, but where there is a parking page it sends the form from there and forgets to sign: so
/// only its failures show how that page is filled in.
/// </summary>
internal sealed class HastyClerk : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var words = conversation[0].Text.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries);
        var steps = new List<(string Tool, Dictionary<string, object?> Arguments)>
        {
            ("write", new() { ["field"] = "name", ["value"] = words[1] }),
            ("write", new() { ["field"] = "course", ["value"] = words[3] }),
        };
        if (words[3] == "chess")
        {
            // It has habits that do no harm.
            steps.Insert(0, ("turn", new() { ["page"] = "main" }));
        }

        if (words[4] == "with")
        {
            steps.Add(("turn", new() { ["page"] = "parking" }));
            steps.Add(("write", new() { ["field"] = "car", ["value"] = words[8] }));
        }
        else
        {
            steps.Add(("sign", []));
        }

        steps.Add(("send", []));
        var step = Math.Min((conversation.Count - 1) / 2, steps.Count - 1);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"{step}", steps[step].Tool, steps[step].Arguments)])));
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
