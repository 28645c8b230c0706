using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Parsing;
using Gleaner.Policies;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>
/// The usual loop of an agent as a policy: a chat client is told about the tools and what its calls returned, and calls the next
/// ones. All calls of a message are made, in order, a turn each, before the client is asked again. An answer without a call ends the
/// episode. Bring a client that retries; calls are neither journalled nor counted here, but what became of the answers is (<see cref="Replies"/>).
/// </summary>
/// <param name="name">The policy's name.</param>
/// <param name="client">The agent's own client.</param>
/// <param name="environment">Where it acts.</param>
public sealed class ToolPolicy(string name, IChatClient client, ToolEnvironment environment) : IPolicy
{
    private readonly ReplyTally _replies = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>What the client answered so far.</summary>
    public ReplyCounts Replies => _replies.Counts;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new ToolSession(client, environment, decoding, _replies);
}

/// <summary>Asks the agent's client about each open episode.</summary>
internal sealed class ToolSession(IChatClient client, ToolEnvironment environment, Decoding decoding, ReplyTally replies) : IPolicySession
{
    private static readonly ReplyParser Parser = new(ReplyShape.ToolCalls, ReplyRule.Tolerant);

    public async ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
        await Task.WhenAll(episodes.Select(episode => DecideAsync(episode, cancellationToken))).ConfigureAwait(false);

    public void Release(OpenEpisode episode)
    {
    }

    public void Dispose()
    {
    }

    private async Task<Decision> DecideAsync(OpenEpisode episode, CancellationToken cancellationToken)
    {
        var past = (PastCalls)(episode.SessionState ??= new PastCalls());
        if (past.Waiting.TryDequeue(out var next))
        {
            past.TogetherWithPrevious.Add(episode.Turns.Count);
            return new Decision(next);
        }

        var tools = await environment.ToolsOfAsync(episode.Task, cancellationToken).ConfigureAwait(false);
        var options = new ChatOptions { Tools = [.. tools], Temperature = (float)decoding.Temperature };
        ChatResponse response;
        try
        {
            response = await client.GetResponseAsync(Messages(episode, past), options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && CallFailure.Of(exception, TimeProvider.System)?.Kind == CallFailureKind.ContextFull)
        {
            return new Decision(null) { IsContextFull = true };
        }

        var message = ChatMessages.Of(response);
        var reply = Parser.Parse(message);
        replies.Count(reply, message.Calls.Count > 0);
        foreach (var call in reply.Actions.Skip(1))
        {
            past.Waiting.Enqueue(call);
        }

        return new Decision(reply.Actions.FirstOrDefault()) { Thought = reply.Thought };
    }

    private static List<ChatMessage> Messages(OpenEpisode episode, PastCalls past)
    {
        var observations = episode.Turns.Select(turn => turn.Observation).Append(episode.Observation).ToList();
        var messages = new List<ChatMessage> { new(ChatRole.User, observations[0].Text) };
        for (var i = 0; i < episode.Turns.Count;)
        {
            var count = 1;
            while (past.TogetherWithPrevious.Contains(i + count))
            {
                count++;
            }

            AddExchange(messages, episode.Turns.Skip(i).Take(count).ToList(), i, observations);
            i += count;
        }

        return messages;
    }

    private static void AddExchange(List<ChatMessage> messages, List<Turn> turns, int first, List<Trajectories.Observation> observations)
    {
        List<AIContent> said = turns[0].Thought is { } thought ? [new TextContent(thought)] : [];
        var calls = turns.Select((turn, i) => ToolCall.Parse(turn.Action, $"call-{first + i}")).ToList();
        if (calls.Contains(null))
        {
            // Another policy's turn may be no call at all; what it led to is said in words.
            said.Add(new TextContent(turns[0].Action));
            messages.Add(new ChatMessage(ChatRole.Assistant, said));
            messages.Add(new ChatMessage(ChatRole.User, observations[first + 1].Text));
            return;
        }

        messages.Add(new ChatMessage(ChatRole.Assistant, [.. said, .. calls.OfType<AIContent>()]));
        messages.AddRange(calls.Select((call, i) => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call!.CallId, observations[first + i + 1].Text)])));
    }

    /// <summary>What a session knows of an episode: calls of the last message that are still to be made, and turns that were called in one message with the turn before.</summary>
    private sealed class PastCalls
    {
        public Queue<string> Waiting { get; } = [];

        public HashSet<int> TogetherWithPrevious { get; } = [];
    }
}
