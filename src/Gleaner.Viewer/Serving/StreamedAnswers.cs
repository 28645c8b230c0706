using System.Globalization;
using Gleaner.Experiments;
using Gleaner.IO;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Queries;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Viewer.Serving;

/// <summary>Answers that are written bit by bit: downloads of any length, and news.</summary>
internal static class StreamedAnswers
{
    /// <summary>The rollouts that a query holds for; null if there is no such form.</summary>
    /// <exception cref="UsageException">The query is not one.</exception>
    public static Answer? Rollouts(ViewedRun run, string extension, string query, TimeProvider clock)
    {
        if (RolloutDownload.Find(extension) is not { } form)
        {
            return null;
        }

        var parsed = Parse(query);
        return new Answer(form.ContentType, "")
        {
            Download = $"{run.Id}-rollouts.{form.Extension}",
            Write = (output, token) => new RolloutDownload(run, parsed, clock).WriteAsync(form, output, token),
        };
    }

    /// <summary>The same as training rows, <c>sft</c> or <c>preference</c>. Into a file first: what was left out is to stand in its name, and a failure is to be a page and not half a file.</summary>
    /// <exception cref="UsageException">The query is not one, or holds for nothing that rows can be made of.</exception>
    public static async Task<Answer?> TrainingRowsAsync(ViewedRun run, string form, string query, TimeProvider clock, HttpContext http)
    {
        if (run.Player.Rows is not { } rows || form is not ("sft" or "preference"))
        {
            return null;
        }

        var download = new DatasetDownload(run, Parse(query), rows, clock);
        var file = ScratchFile.Open();
        http.Response.RegisterForDisposeAsync(file);
        await (form == "sft" ? download.WriteExamplesAsync(file, http.RequestAborted) : download.WritePairsAsync(file, http.RequestAborted)).ConfigureAwait(false);
        if (download.Written == 0)
        {
            throw new UsageException(form == "sft"
                ? "No rollout that matches the query can be made a row of."
                : "The rollouts that match the query hold no pair: one that won and one that lost from the same state. A query on won leaves none.");
        }

        file.Position = 0;
        return new Answer("application/jsonl", "")
        {
            Download = string.Create(
                CultureInfo.InvariantCulture, $"{run.Id}-{form}-{download.Written}-rows{Some(download.LeftOut, "left-out")}{Some(download.Unpaired, "without-partner")}.jsonl"),
            Write = (output, token) => file.CopyToAsync(output, token),
        };
    }

    /// <summary>News of a run, until the browser goes or the viewer ends.</summary>
    /// <param name="run">The run.</param>
    /// <param name="heard">The id of the event that was heard last; empty for none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="stopping">The viewer ends.</param>
    public static Answer Events(ViewedRun run, string heard, TimeProvider clock, CancellationToken stopping) => new(LiveStream.ContentType, "")
    {
        Write = async (output, token) =>
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(token, stopping);
            try
            {
                await new LiveStream(run, clock).WriteAsync(output, heard, ends.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The answer ends with the viewer.
            }
        },
    };

    private static string Some(int count, string what) => count > 0 ? string.Create(CultureInfo.InvariantCulture, $"-{count}-{what}") : "";

    private static RolloutQuery Parse(string text)
    {
        var query = RolloutQuery.Parse(text);
        return query.Problems.Count == 0 ? query : throw new UsageException(string.Join(" ", query.Problems));
    }
}
