using System.Buffers;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.Messages;

/// <summary>Reads requests that are JSON.</summary>
internal static class JsonBody
{
    /// <summary>Reads a request's body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isOptional">Whether there may be none; <paramref name="read"/> then gets an empty object.</param>
    /// <param name="read">Takes what is of interest; the fields are invalid afterwards.</param>
    /// <exception cref="RequestException">It is not a JSON object, or <paramref name="read"/> says so.</exception>
    public static ValueTask<T> ReadAsync<T>(HttpRequest request, bool isOptional, Func<Fields, T> read) =>
        RequestBody.ReadAsync(request, bytes => Parse(bytes, isOptional, read));

    private static T Parse<T>(ReadOnlySequence<byte> bytes, bool isOptional, Func<Fields, T> read)
    {
        if (bytes.IsEmpty)
        {
            return isOptional ? read(default) : throw RequestException.Field("missing", "Field required", "body");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, JsonDefaults.Request);
            return read(Fields.Of(document.RootElement, "body"));
        }
        catch (JsonException e)
        {
            throw RequestException.Field("json_invalid", $"JSON decode error: {e.Message}", "body");
        }
    }
}
