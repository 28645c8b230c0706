using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Prompts;
using Gleaner.Policies;

namespace Gleaner.Endpoints.Policies;

/// <summary>
/// A chat model as a policy: expert or student. The episodes of a batch are asked about at the same time, within the endpoint's
/// limit; no episode's messages depend on another's. Dispose <paramref name="calls"/> after it.
/// </summary>
/// <param name="options">The agent.</param>
/// <param name="calls">Asks the endpoint.</param>
public sealed class ChatPolicy(ChatPolicyOptions options, ChatCalls calls) : IPolicy
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new ChatPolicySession(options, calls, decoding);
}

/// <summary>A chat model as an agent. All of it but <see cref="OnFailure"/> can change what it answers.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Model">The model's name at the endpoint.</param>
/// <param name="Prompt">How an episode looks to it.</param>
public sealed record ChatPolicyOptions(string Name, string Model, AgentPrompt Prompt)
{
    /// <summary>Whether replies must keep to the form exactly. Default: no.</summary>
    public bool IsStrict { get; init; }

    /// <summary>How often a malformed reply is asked about again, at least 0. After that its first line is played as it is, unless the limit of tokens cut it short. Default 1.</summary>
    public int Corrections { get; init; } = 1;

    /// <summary>The model's context. Default: 8192 tokens, oldest observations left out.</summary>
    public ContextWindow Window { get; init; } = new(8192, ContextRule.DropOldest);

    /// <summary>The most tokens in a reply. Default 512.</summary>
    public int MaxReplyTokens { get; init; } = 512;

    /// <summary>Whether a temperature is sent; some models take none. Default: yes.</summary>
    public bool SendsTemperature { get; init; } = true;

    /// <summary>What happens when a call fails for good. Default: the run stops.</summary>
    public FailureRule OnFailure { get; init; } = FailureRule.Stop;

    internal ReplyParser CreateParser() => new(
        Prompt.Style == PromptStyle.ReAct ? ReplyShape.ThoughtAndAction : ReplyShape.ActionAlone,
        IsStrict ? ReplyRule.Strict : ReplyRule.Tolerant);
}

/// <summary>What happens when a call fails for good.</summary>
public enum FailureRule
{
    /// <summary>The run stops and can be resumed: an endpoint that is away is not a failure of the agent's.</summary>
    Stop,

    /// <summary>The episode ends with <see cref="Trajectories.StopReason.NoAction"/>, as if the agent had given up.</summary>
    GiveUp,
}
