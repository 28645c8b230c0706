using System.Buffers;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Messages;

/// <summary>Reads requests that are JSON as messages.</summary>
internal static class TypedBody
{
    /// <summary>Reads a request's body; its length is bounded by the server.</summary>
    /// <exception cref="RequestException">It is not such a message: 422 with what is wrong and where, 415 for another form than JSON.</exception>
    public static ValueTask<T> ReadAsync<T>(HttpRequest request, JsonSerializerOptions options)
    {
        RequireJson(request);
        return RequestBody.ReadAsync(request, bytes => Parse<T>(bytes, options));
    }

    private static void RequireJson(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        if (type.Contains("protobuf", StringComparison.OrdinalIgnoreCase) || request.Headers.ContentEncoding.Count > 0)
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "This server takes plain JSON; protobuf and compressed bodies, which version 0.25 of Tinker's Python client sends, are not supported. Take an earlier one.");
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> bytes, JsonSerializerOptions options)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = options.MaxDepth });
            var value = JsonSerializer.Deserialize<T>(ref reader, options) ?? throw new JsonException("The body is null.");
            return reader.Read() ? throw new JsonException("Something follows the message.") : value;
        }
        catch (JsonException exception)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, $"{JsonProblems.Describe(exception)}.");
        }
    }
}
