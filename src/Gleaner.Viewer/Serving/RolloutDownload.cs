using System.Globalization;
using System.Text;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Models;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Serving;

/// <summary>A form in which rollouts are downloaded.</summary>
internal sealed record DownloadForm(string Extension, string ContentType);

/// <summary>Writes all rollouts that a query holds for, a batch at a time: as the lines of the run's files, or as a table.</summary>
internal sealed class RolloutDownload(ViewedRun run, RolloutQuery query, TimeProvider time)
{
    private const int Batch = 500;

    private static readonly DownloadForm Lines = new("jsonl", "application/jsonl");
    private static readonly DownloadForm Table = new("csv", "text/csv; charset=utf-8");

    public static DownloadForm? Find(string extension) => extension == Lines.Extension ? Lines : extension == Table.Extension ? Table : null;

    public async Task WriteAsync(DownloadForm form, Stream output, CancellationToken cancellationToken)
    {
        if (form == Table)
        {
            await output.WriteAsync("rollout,task,method,seed,iteration,split,expert,trunk,start,attempt,return,won,stop,steps,tokens,logp,page\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        // Settled at the beginning: a stage that finishes meanwhile gives its rollouts other numbers, but the same ids.
        await run.RefreshAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        var found = await run.Index.ReadAsync(index => index.Ids(query.Condition, query.Parameters, "r.n"), cancellationToken).ConfigureAwait(false);
        foreach (var batch in found.Chunk(Batch))
        {
            var (tracks, rows) = await run.Index.ReadAsync(
                index => (index.Tracks(), batch.Select(id => index.Rollout(id)).OfType<RolloutRow>().Select(row => (Row: row, Task: index.Task(row.Task)?.Id ?? "")).ToList()),
                cancellationToken).ConfigureAwait(false);
            foreach (var (row, task) in rows)
            {
                var line = form == Table
                    ? Encoding.UTF8.GetBytes(TableLine(row, task, tracks.FirstOrDefault(track => track.Number == row.Track), Links.Served.Rollout(run.Id, row.Id)))
                    : [.. await run.ReadLineAsync(row.Line, cancellationToken).ConfigureAwait(false), (byte)'\n'];
                await output.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string TableLine(RolloutRow row, string task, Track? track, string page)
    {
        string[] cells =
        [
            row.Id.ToString(), Quoted(task), Quoted(track?.Method ?? ""), track?.Seed.ToString(CultureInfo.InvariantCulture) ?? "", Whole(row.Iteration), Quoted(row.Split), Quoted(row.Expert),
            Quoted(row.Trunk ?? ""), Whole(row.Step), Whole(row.Attempt), Numbers.Invariant(row.Return), row.IsWon ? "1" : "0", row.Stop.ToString(), Whole(row.Steps), Whole(row.Tokens),
            row.LogProbability is { } sum ? Numbers.Invariant(sum) : "",
            page,
        ];
        return string.Join(',', cells) + "\n";
    }

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A name that begins like a formula is one to a spreadsheet; a quote in front makes it text.
    private static string Quoted(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\n\r") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
