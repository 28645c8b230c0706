using Gleaner.Endpoints.Secrets;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>A server that speaks OpenAI's chat completions.</summary>
/// <param name="Address">The base address, for example <c>http://localhost:8000/v1</c>.</param>
/// <param name="Model">The model's name there.</param>
public sealed record OpenAIEndpointOptions(Uri Address, string Model)
{
    /// <summary>The key; null for a server without one.</summary>
    public Secret? Key { get; init; }

    /// <summary>What is asked for so that answers come with their tokens. Default: nothing.</summary>
    public TokenRequest Tokens { get; init; }

    /// <summary>Most bytes of a reply that are read. Default 4 MiB.</summary>
    public int MaxReplyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether the limit of an answer is called <c>max_completion_tokens</c>, as OpenAI's reasoning models want it, instead of <c>max_tokens</c>.</summary>
    public bool UsesCompletionLimit { get; init; }
}
