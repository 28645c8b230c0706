using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gleaner.Http;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using System.Globalization;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>
/// A chat client for servers that speak OpenAI's chat completions: OpenAI, Azure (its <c>/openai/v1</c> address), vLLM, SGLang,
/// llama.cpp, Ollama. It sends by the OpenAI package, without that package's repetitions and time-out: <see cref="Calls"/> has
/// its own. Redirects are not followed, and a reply is read up to a limit. Thread-safe.
/// </summary>
public sealed class OpenAIChat : IChatClient
{
    // The package wants a key even for servers that have none.
    private const string NoKey = "none";

    private readonly OpenAIEndpointOptions _options;
    private readonly HttpClient _http;
    private readonly TokenSupport _tokens;
    private readonly ChatClient _client;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public OpenAIChat(OpenAIEndpointOptions options)
    {
        _options = options;
        _http = BoundedHttp.CreateClient(new HttpLimits { MaxReplyBytes = options.MaxReplyBytes });
        _tokens = new TokenSupport(options, _http);
        _client = new ChatClient(options.Model, new ApiKeyCredential(options.Key?.Reveal() ?? NoKey), new OpenAIClientOptions
        {
            Endpoint = options.Address,
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            Transport = new HttpClientPipelineTransport(_http),
        });
    }

    /// <inheritdoc/>
    /// <exception cref="ClientResultException">The server answered with an error, or not at all.</exception>
    /// <exception cref="JsonException">What it answered is not a chat completion.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException("This client sends only texts; use your own IChatClient for tools.");
        }

        var tokens = await _tokens.RequestAsync(cancellationToken).ConfigureAwait(false);
        using var content = BinaryContent.Create(new BinaryData(ChatRequestBody.Write(_options with { Tokens = tokens }, messages, options)));
        var result = await _client.CompleteChatAsync(content, new RequestOptions { CancellationToken = cancellationToken, ErrorOptions = ClientErrorBehaviors.NoThrow }).ConfigureAwait(false);
        var response = result.GetRawResponse();

        // The package takes 200 alone for a success; gateways answer with 201, too.
        return response.Status is >= 200 and < 300 ? Read(response) ?? throw new ClientResultException(response) : throw new ClientResultException(response);
    }

    private static ChatResponse? Read(PipelineResponse response)
    {
        var body = response.Content.ToMemory();
        if (body.IsEmpty)
        {
            throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"the answer is empty (status {response.Status})."));
        }

        if (response.Headers.TryGetValue("Content-Encoding", out var encoding) && BoundedBody.PackingOf(encoding) is { } packing)
        {
            throw new JsonException($"the answer is packed ({packing}), which was not asked for.");
        }

        try
        {
            return ChatResponseBody.Read(body);
        }
        catch (JsonException exception) when (!exception.Message.StartsWith("the answer", StringComparison.Ordinal))
        {
            var type = response.Headers.TryGetValue("Content-Type", out var named) && named is { Length: > 0 } ? named.Split(';')[0].Trim() : "";
            throw new JsonException(type switch
            {
                "text/event-stream" => "the answer is a stream of events, which was not asked for.",
                "" or "application/json" => "the answer is not JSON, or is cut off.",
                _ => $"the answer is not JSON but {type}.",
            }, exception);
        }
    }

    /// <summary>The whole answer as one update: nothing here needs it in parts.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

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

/// <summary>What a server is asked for so that an answer comes with its tokens as sampled.</summary>
public enum TokenRequest
{
    /// <summary>Nothing: text only.</summary>
    None,

    /// <summary><c>logprobs</c> and <c>return_token_ids</c>.</summary>
    Vllm,

    /// <summary><c>logprobs</c> and <c>return_meta_info</c>.</summary>
    Sglang,

    /// <summary><c>logprobs</c>, which come with ids.</summary>
    LlamaCpp,

    /// <summary>Whichever of these the server can give, as it says of its models (<c>GET models</c>); nothing where it says nothing.</summary>
    Auto,
}
