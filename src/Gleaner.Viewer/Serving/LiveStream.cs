using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Models;

namespace Gleaner.Viewer.Serving;

/// <summary>
/// News of a run as server-sent events. An event says how the run stands and not what was added to it, so a browser that was away has
/// missed nothing as soon as it hears the next one; the event's id is how the run stood, and one that says (<c>Last-Event-ID</c>) what it
/// heard last is told at once if anything has changed since.
/// </summary>
internal sealed class LiveStream(ViewedRun run, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    // Proxies and browsers take a connection for dead on which nothing comes.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    // No connection is held for ever; the browser comes back by itself.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>Writes events until the browser goes, or for some minutes.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="heard">The id of the last event that the browser heard; empty for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(Stream output, string heard, CancellationToken cancellationToken)
    {
        await SendAsync(output, "retry: 2000\n\n", cancellationToken).ConfigureAwait(false);
        var (start, spoke) = (time.GetTimestamp(), time.GetTimestamp());
        var said = "";
        while (time.GetElapsedTime(start) < Longest)
        {
            await run.RefreshAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            var news = LiveNews.Of(run);
            var data = JsonSerializer.Serialize(news, JsonDefaults.CamelCase);
            if (data != said && (said.Length > 0 || news.Version != heard || !news.Ready))
            {
                await SendAsync(output, $"id: {news.Version}\ndata: {data}\n\n", cancellationToken).ConfigureAwait(false);
                spoke = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(spoke) > Silence)
            {
                await SendAsync(output, ":\n\n", cancellationToken).ConfigureAwait(false);
                spoke = time.GetTimestamp();
            }

            said = data;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(Stream output, string text, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
