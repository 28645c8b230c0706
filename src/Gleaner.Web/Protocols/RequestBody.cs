using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Web.Protocols;

/// <summary>Reads a request's body as a whole; its length is bounded by the server (<see cref="Listening.MaxRequestBytes"/>).</summary>
internal static class RequestBody
{
    /// <param name="request">The request.</param>
    /// <param name="parse">Takes what is of interest; the bytes are invalid afterwards.</param>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, Func<ReadOnlySequence<byte>, T> parse)
    {
        var body = request.BodyReader;
        while (true)
        {
            var result = await body.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (!result.IsCompleted)
            {
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return parse(result.Buffer);
            }
            finally
            {
                body.AdvanceTo(result.Buffer.End);
            }
        }
    }
}
