using System.Collections.Immutable;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Notes;

/// <summary>A note on a rollout, or on a step of it.</summary>
/// <param name="Id">Names it within the run: higher for later ones.</param>
/// <param name="Rollout">The rollout's id, as in links.</param>
/// <param name="Step">The step, from 0; null for the whole rollout.</param>
/// <param name="Mark">One of <see cref="RunNotes.Marks"/>.</param>
/// <param name="Text">What somebody wrote.</param>
/// <param name="At">When.</param>
internal sealed record RolloutNote(int Id, string Rollout, int? Step, string Mark, string Text, DateTimeOffset At);

/// <summary>
/// The notes on a run, in a file beside it: the only thing that the viewer writes there but its index. Written as a whole or not at all.
/// </summary>
/// <param name="folder">The run's folder, absolute.</param>
/// <param name="files">How files are reached.</param>
/// <param name="time">The clock.</param>
internal sealed class RunNotes(string folder, IRunFiles files, TimeProvider time)
{
    /// <summary>The file beside the run.</summary>
    public const string FileName = "viewer-notes.json";

    /// <summary>Characters of a note.</summary>
    public const int LongestText = 4_000;

    private const int MostNotes = 10_000;

    private readonly Lock _writing = new();

    /// <summary>The marks; the first is none.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["", "good", "bad", "odd"];

    private string FilePath => Path.Combine(folder, FileName);

    /// <summary>All notes, the oldest first.</summary>
    /// <exception cref="GleanerException">The file is damaged.</exception>
    public ImmutableArray<RolloutNote> Read()
    {
        var read = files.Exists(FilePath) ? files.ReadJson<ImmutableArray<RolloutNote?>>(FilePath) : [];
        return read.All(note => note is not null) ? [.. read.OfType<RolloutNote>()] : throw new GleanerException($"{FilePath}: a note is null; correct the file, or move it away.");
    }

    /// <summary>All notes, or what keeps them from being read: a rollout can be looked at without.</summary>
    public (ImmutableArray<RolloutNote> Notes, string? Problem) TryRead()
    {
        try
        {
            return (Read(), null);
        }
        catch (GleanerException exception)
        {
            return ([], exception.Message);
        }
    }

    /// <summary>Adds a note.</summary>
    /// <exception cref="UsageException">It says nothing, is too long, or one too many.</exception>
    public void Add(RolloutId rollout, int? step, string mark, string text)
    {
        var said = text.Trim();
        if (!Marks.Contains(mark, StringComparer.Ordinal) || (said.Length == 0 && mark.Length == 0))
        {
            throw new UsageException("A note needs a mark or a text.");
        }

        if (said.Length > LongestText)
        {
            throw new UsageException($"A note has at most {Count(LongestText)} characters; this one has {Count(said.Length)}.");
        }

        lock (_writing)
        {
            var notes = Read();
            if (notes.Length >= MostNotes)
            {
                throw new UsageException($"A run has at most {Count(MostNotes)} notes.");
            }

            var id = notes.IsEmpty ? 1 : notes.Max(note => note.Id) + 1;
            Write(notes.Add(new RolloutNote(id, rollout.ToString(), step, mark, said, time.GetUtcNow())));
        }
    }

    /// <summary>Takes a note out; nothing happens if there is none of this id.</summary>
    public void Remove(int id)
    {
        lock (_writing)
        {
            var notes = Read();
            var rest = notes.RemoveAll(note => note.Id == id);
            if (rest.Length < notes.Length)
            {
                Write(rest);
            }
        }
    }

    private void Write(ImmutableArray<RolloutNote> notes) => files.WriteJson(FilePath, notes);

    private static string Count(int number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
