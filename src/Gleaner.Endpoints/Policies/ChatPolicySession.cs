using System.Globalization;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Prompts;
using Gleaner.Policies;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Policies;

/// <summary>Asks about each open episode.</summary>
internal sealed class ChatPolicySession(ChatPolicyOptions options, ChatCalls calls, Decoding decoding) : IPolicySession
{
    private const int LongestAction = 500;

    private readonly ReplyParser _parser = options.CreateParser();

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
        if (options.Window.Fit(options.Prompt, episode.Turns, episode.Observation, options.MaxReplyTokens) is not { } fitted)
        {
            return new Decision(null) { IsContextFull = true };
        }

        try
        {
            return await AskAsync(episode, fitted, cancellationToken).ConfigureAwait(false);
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

    private async Task<Decision> AskAsync(OpenEpisode episode, FittedMessages fitted, CancellationToken cancellationToken)
    {
        var messages = fitted.Messages;
        var chat = new ChatOptions
        {
            ModelId = options.Model,
            Temperature = options.SendsTemperature ? (float)decoding.Temperature : null,
            MaxOutputTokens = options.MaxReplyTokens,
        };
        for (var ask = 0; ; ask++)
        {
            var key = new CallKey((string)episode.SessionState!, episode.Turns.Count, ask, CallKey.HashOf(messages, chat));
            var answer = await calls.AskAsync(episode.Task, key, messages, chat, Parse, cancellationToken).ConfigureAwait(false);
            var reply = Parse(answer.Message);
            if (reply.Form == ReplyForm.Truncated && (answer.IsContextFull || answer.InputTokens + answer.OutputTokens >= options.Window.Tokens))
            {
                // Not the limit of the reply ended it, but that of the context.
                return new Decision(null) { IsContextFull = true };
            }

            if (reply.Action is not null || ask == options.Corrections)
            {
                return DecisionOf(reply, answer) with { LeftOut = fitted.LeftOut };
            }

            IEnumerable<ChatMessage> own = string.IsNullOrWhiteSpace(answer.Reply) ? [] : [new ChatMessage(ChatRole.Assistant, answer.Reply)];
            messages = [.. messages, .. own, new ChatMessage(ChatRole.User, options.Prompt.Correction)];
        }
    }

    // An action was asked for: several calls at once are refused, and counted as what they are.
    private ParsedReply Parse(AssistantMessage message)
    {
        var reply = _parser.Parse(message);
        return reply is { Form: not ReplyForm.Truncated, Actions.Length: > 1 } ? reply with { Form = ReplyForm.Malformed } : reply;
    }

    private static Decision DecisionOf(ParsedReply reply, CallRecord answer)
    {
        // Tokens of what was cut off are none of the action's: with them a student would learn to make up observations.
        var isWhole = (reply.Cut & ~ReplyCut.EndMarker) == ReplyCut.None;
        var tokens = isWhole && answer.Ids is { } ids ? new SampledTokens(ids, answer.LogProbability ?? 0) : null;

        // A malformed reply is played as it is: the environment answers it as it answers anything that is not an action. Half an action is
        // none, and of several at once none may be left out.
        var action = reply.Action ?? (reply.Form == ReplyForm.Truncated || reply.Actions.Length > 1 ? null : FirstLine(reply.Said));
        return new Decision(action, action is null ? null : tokens) { Thought = reply.Thought };
    }

    private static string? FirstLine(string reply) =>
        reply.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) is { } line
            ? line[..Math.Min(line.Length, LongestAction)]
            : null;
}
