using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Notes;

namespace Gleaner.Viewer.Models;

/// <summary>The notes on a run, the newest first.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Notes">The newest of them.</param>
/// <param name="All">How many there are.</param>
internal sealed record NotesModel(string Run, IReadOnlyList<NoteLine> Notes, int All)
{
    private const int MostNotes = 500;

    public static async Task<NotesModel> BuildAsync(ViewedRun run, CancellationToken cancellationToken)
    {
        var lines = new List<NoteLine>();
        var notes = run.Notes.Read();
        foreach (var note in notes.Reverse().Take(MostNotes))
        {
            if (RolloutId.TryParse(note.Rollout, out var id))
            {
                lines.Add(new NoteLine(note, id, await run.Index.ReadAsync(index => TitleOf(index, id), cancellationToken).ConfigureAwait(false)));
            }
        }

        return new NotesModel(run.Id, lines, notes.Length);
    }

    // Whose rollout of which task: methods play the same tasks.
    private static string? TitleOf(IndexDatabase index, RolloutId id)
    {
        if (index.Rollout(id) is not { } row || index.Task(row.Task) is not { } task)
        {
            return null;
        }

        var line = RolloutLine.Of(row, index.Tracks(), new Dictionary<int, TaskRow> { [task.Number] = task });
        return $"{TaskPageFrame.Title(task)}: {line.Author}{(row.Kind == RolloutKind.Exploration ? $", from {row.Label}" : "")}";
    }
}

/// <summary>A note in a list.</summary>
/// <param name="Note">The note.</param>
/// <param name="Rollout">What it is about.</param>
/// <param name="Title">The rollout in words; null if the run does not have it any more.</param>
internal sealed record NoteLine(RolloutNote Note, RolloutId Rollout, string? Title);
