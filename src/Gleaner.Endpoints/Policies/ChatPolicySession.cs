using System.Globalization;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Parsing;
using Gleaner.Policies;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Policies;

/// <summary>Asks about each open episode.</summary>
internal sealed class ChatPolicySession(ChatPolicyOptions options, ChatCalls calls, Decoding decoding) : IPolicySession
{
    private const int LongestAction = 500;

    private readonly ActionParser _parser = options.CreateParser();

    public async ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
    {
        // The name is drawn here and not in the tasks: an episode's random stream is not for several threads.
        foreach (var episode in episodes)
        {
            episode.SessionState ??= episode.Random.NextBits().ToString("x16", CultureInfo.InvariantCulture);
        }

        return await Task.WhenAll(episodes.Select(episode => DecideAsync(episode, cancellationToken))).ConfigureAwait(false);
    }

    public void Release(OpenEpisode episode)
    {
    }

    public void Dispose()
    {
    }

    private async Task<Decision> DecideAsync(OpenEpisode episode, CancellationToken cancellationToken)
    {
        if (options.Window.Fit(options.Prompt, episode.Turns, episode.Observation, options.MaxReplyTokens) is not { } messages)
        {
            return new Decision(null) { IsContextFull = true };
        }

        try
        {
            return await AskAsync(episode, messages, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatFailedException failure) when (failure.Kind == CallFailureKind.ContextFull)
        {
            return new Decision(null) { IsContextFull = true };
        }
        catch (ChatFailedException failure) when (failure.Kind == CallFailureKind.Refused || options.OnFailure == FailureRule.GiveUp)
        {
            return new Decision(null);
        }
    }

    private async Task<Decision> AskAsync(OpenEpisode episode, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var chat = new ChatOptions
        {
            ModelId = options.Model,
            Temperature = options.SendsTemperature ? (float)decoding.Temperature : null,
            MaxOutputTokens = options.MaxReplyTokens,
        };
        for (var ask = 0; ; ask++)
        {
            var key = new CallKey((string)episode.SessionState!, episode.Turns.Count, ask, CallKey.HashOf(messages, chat));
            var answer = await calls.AskAsync(episode.Task, key, messages, chat, reply => _parser.Parse(reply).Form, cancellationToken).ConfigureAwait(false);
            var reply = _parser.Parse(answer.Reply);
            if (reply.Action is not null || ask == options.Corrections)
            {
                // A malformed reply is played as it is: the environment answers it as it answers anything that is not an action.
                var tokens = answer.Ids is { } ids ? new SampledTokens(ids, answer.LogProbability ?? 0) : null;
                return new Decision(reply.Action ?? FirstLine(answer.Reply), tokens) { Thought = reply.Thought };
            }

            messages = [.. messages, new ChatMessage(ChatRole.Assistant, answer.Reply), new ChatMessage(ChatRole.User, options.Prompt.Correction)];
        }
    }

    private static string? FirstLine(string reply) =>
        reply.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) is { } line
            ? line[..Math.Min(line.Length, LongestAction)]
            : null;
}
