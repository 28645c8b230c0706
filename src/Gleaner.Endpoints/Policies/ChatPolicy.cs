using Gleaner.Endpoints.Calls;
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
