using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Web.Protocols;

/// <summary>Between the web server and a protocol: sends what the protocol writes, and turns failures into answers.</summary>
internal sealed class RequestHandler(IServerProtocol protocol, Action<Exception> onDefect)
{
    private readonly ReplyPool _replies = new();

    public async Task HandleAsync(HttpContext context)
    {
        var reply = _replies.Rent();
        try
        {
            var status = await AnswerAsync(context, reply).ConfigureAwait(false);
            if (status != IServerProtocol.Answered)
            {
                await SendAsync(context.Response, status, reply).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsGoneClient(e, context))
        {
            context.Abort();
        }
        finally
        {
            _replies.Return(reply);
        }
    }

    private async ValueTask<int> AnswerAsync(HttpContext context, ReplyBuffer reply)
    {
        try
        {
            return await protocol.AnswerAsync(context, reply.Json).ConfigureAwait(false);
        }
        catch (RequestException e)
        {
            return reply.WriteProblem(e);
        }
        catch (BadHttpRequestException e)
        {
            return reply.WriteProblem(new RequestException(e.StatusCode, e.Message));
        }
        catch (GleanerException e)
        {
            return reply.WriteProblem(new RequestException(StatusCodes.Status500InternalServerError, e.Message));
        }
        catch (Exception e) when (!IsGoneClient(e, context))
        {
            onDefect(e);
            return reply.WriteProblem(new RequestException(StatusCodes.Status500InternalServerError, "Internal Server Error"));
        }
    }

    private static async ValueTask SendAsync(HttpResponse response, int status, ReplyBuffer reply)
    {
        if (response.HasStarted)
        {
            return;
        }

        var bytes = reply.Finish();
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes).ConfigureAwait(false);
    }

    // The server itself ends connections, too, when it stops.
    private static bool IsGoneClient(Exception e, HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        || (e as OperationCanceledException)?.InnerException is ConnectionAbortedException or ConnectionResetException
        || e is ConnectionAbortedException or ConnectionResetException;
}

/// <summary>What a server answers. Thread-safe.</summary>
internal interface IServerProtocol : IAsyncDisposable
{
    /// <summary>What <see cref="AnswerAsync"/> returns where nothing is left to answer: the connection has become a WebSocket.</summary>
    const int Answered = 0;

    /// <summary>Writes the answer's JSON.</summary>
    /// <returns>The HTTP status.</returns>
    /// <exception cref="RequestException">The request makes no sense; the exception says how it is answered.</exception>
    ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json);
}
