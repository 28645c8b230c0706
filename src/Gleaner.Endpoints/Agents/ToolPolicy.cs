using Gleaner.Policies;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>
/// The usual loop of an agent as a policy: a chat client is told about the tools and what its calls returned, and calls the next
/// one. An answer without a call ends the episode. Bring a client that retries; calls are neither journalled nor counted here.
/// </summary>
/// <param name="name">The policy's name.</param>
/// <param name="client">The agent's own client.</param>
/// <param name="environment">Where it acts.</param>
public sealed class ToolPolicy(string name, IChatClient client, ToolEnvironment environment) : IPolicy
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new Session(client, environment, decoding);

    private sealed class Session(IChatClient client, ToolEnvironment environment, Decoding decoding) : IPolicySession
    {
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
            var options = new ChatOptions { Tools = [.. environment.ToolsOf(episode.Task)], Temperature = (float)decoding.Temperature };
            var response = await client.GetResponseAsync(Messages(episode), options, cancellationToken).ConfigureAwait(false);
            var call = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().FirstOrDefault();
            return new Decision(call is null ? null : ToolCall.ToAction(call)) { Thought = response.Text.Trim() is { Length: > 0 } thought ? thought : null };
        }

        private static List<ChatMessage> Messages(OpenEpisode episode)
        {
            var observations = episode.Turns.Select(turn => turn.Observation).Append(episode.Observation).ToList();
            var messages = new List<ChatMessage> { new(ChatRole.User, observations[0].Text) };
            for (var i = 0; i < episode.Turns.Count; i++)
            {
                messages.AddRange(Exchange(episode.Turns[i], $"call-{i}", observations[i + 1].Text));
            }

            return messages;
        }

        private static IEnumerable<ChatMessage> Exchange(Turn turn, string id, string result)
        {
            List<AIContent> said = turn.Thought is { } thought ? [new TextContent(thought)] : [];
            if (ToolCall.Parse(turn.Action, id) is not { } call)
            {
                // Another policy's turn may be no call at all; what it led to is said in words.
                said.Add(new TextContent(turn.Action));
                return [new ChatMessage(ChatRole.Assistant, said), new ChatMessage(ChatRole.User, result)];
            }

            said.Add(call);
            return [new ChatMessage(ChatRole.Assistant, said), new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, result)])];
        }
    }
}
