using System.Text;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Prompts;

/// <summary>
/// The context that a request may fill. Its tokenizer is the server's, so sizes are estimated from above: a token for every three
/// bytes of UTF-8 and four for each message.
/// </summary>
/// <param name="Tokens">The model's context in tokens, the answer included.</param>
/// <param name="Rule">What happens when an episode no longer fits.</param>
public sealed record ContextWindow(int Tokens, ContextRule Rule)
{
    private const int BytesPerToken = 3;
    private const int TokensPerMessage = 4;

    /// <summary>What a request is estimated to take, in tokens.</summary>
    public static int Estimate(IEnumerable<ChatMessage> messages) => messages.Sum(
        message => TokensPerMessage + ((Encoding.UTF8.GetByteCount(message.Text) + BytesPerToken - 1) / BytesPerToken));

    /// <summary>The messages for the next turn, as many of their observations as fit.</summary>
    /// <param name="prompt">Makes the messages.</param>
    /// <param name="turns">The turns so far.</param>
    /// <param name="observation">What is seen now.</param>
    /// <param name="answer">The tokens that are kept free for the answer.</param>
    /// <returns>Null if the context is full.</returns>
    public FittedMessages? Fit(AgentPrompt prompt, IReadOnlyList<Turn> turns, Observation observation, int answer)
    {
        var most = Rule == ContextRule.DropOldest ? Math.Max(0, turns.Count - 1) : 0;
        for (var leftOut = 0; leftOut <= most; leftOut++)
        {
            var messages = prompt.Messages(turns, observation, leftOut);
            if (Estimate(messages) + answer <= Tokens)
            {
                return new FittedMessages(messages, leftOut);
            }
        }

        return null;
    }
}

/// <summary>What a request shows of an episode.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="LeftOut">How many of the oldest observations after the first stand in them no longer.</param>
public sealed record FittedMessages(IReadOnlyList<ChatMessage> Messages, int LeftOut);

/// <summary>What happens when an episode no longer fits a model's context.</summary>
public enum ContextRule
{
    /// <summary>The oldest observations after the first are left out until it fits; if even that is not enough the episode stops.</summary>
    DropOldest,

    /// <summary>The episode stops with <see cref="Trajectories.StopReason.ContextLimit"/>.</summary>
    Stop,
}
