using System.Globalization;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Notes;

namespace Gleaner.Viewer.Models;

/// <summary>All notes on a run, the newest first.</summary>
internal sealed record NotesModel(string Run, IReadOnlyList<NoteLine> Notes)
{
    private const int MostNotes = 500;

    public static async Task<NotesModel> BuildAsync(ViewedRun run, CancellationToken cancellationToken)
    {
        var lines = new List<NoteLine>();
        foreach (var note in run.Notes.Read().Reverse().Take(MostNotes))
        {
            if (RolloutId.TryParse(note.Rollout, out var id))
            {
                var title = await run.Index.ReadAsync(
                    index => index.Rollout(id) is { } row && index.Task(row.Task) is { } task
                        ? string.Create(CultureInfo.InvariantCulture, $"{TaskPageFrame.Title(task)}: {(row.Kind == RolloutKind.Expert ? row.Expert : $"iteration {row.Iteration}, from {row.Label}")}")
                        : "a rollout that the run does not have any more",
                    cancellationToken).ConfigureAwait(false);
                lines.Add(new NoteLine(note, id, title));
            }
        }

        return new NotesModel(run.Id, lines);
    }
}

/// <summary>A note in a list.</summary>
internal sealed record NoteLine(RolloutNote Note, RolloutId Rollout, string Title);
