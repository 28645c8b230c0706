using System.Net.Http.Headers;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>
/// Finds out whether a server can give the tokens that it sampled, by what it says of its models (<c>GET models</c>, <c>owned_by</c>). It is
/// asked once; while there is no answer, nothing is taken for one. Thread-safe.
/// </summary>
internal sealed class TokenSupport(OpenAIEndpointOptions options, HttpClient http)
{
    private volatile object? _known;

    /// <summary>What the server is asked for: as configured, or as it can.</summary>
    public async ValueTask<TokenRequest> RequestAsync(CancellationToken cancellationToken)
    {
        if (options.Tokens != TokenRequest.Auto)
        {
            return options.Tokens;
        }

        // Several at once may ask, and hear the same.
        _known ??= await AskAsync(cancellationToken).ConfigureAwait(false);
        return _known is TokenRequest known ? known : TokenRequest.None;
    }

    private async Task<object?> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{options.Address.AbsoluteUri.TrimEnd('/')}/models"));
        if (options.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                // A server that is not up yet says so in the call that follows, which is repeated.
                return (int)response.StatusCode is >= 500 or 429 ? null : TokenRequest.None;
            }

            return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), options.Model);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What the owner of a model can give; of the first model where none has the name.</summary>
    internal static TokenRequest Read(ReadOnlyMemory<byte> body, string model)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.Find("data") is not { ValueKind: JsonValueKind.Array } data)
            {
                return TokenRequest.None;
            }

            JsonElement[] models = [.. data.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)];
            var own = models.FirstOrDefault(item => item.FindText("id") == model, models.FirstOrDefault());
            return own.FindText("owned_by") switch
            {
                "vllm" => TokenRequest.Vllm,
                "sglang" => TokenRequest.Sglang,
                "llamacpp" => TokenRequest.LlamaCpp,
                _ => TokenRequest.None,
            };
        }
        catch (JsonException)
        {
            return TokenRequest.None;
        }
    }
}
