using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Gleaner.Decoder.Tokens;

namespace Gleaner.Students.Text;

/// <summary>
/// The vocabulary of a text student: marks for the parts of a sequence, and byte-pair pieces learnt from texts. Any text can be
/// encoded and comes back as it was; characters that were rare in those texts are spelled in bytes.
/// </summary>
internal sealed class TextVocabulary
{
    private static readonly ImmutableArray<string> Marks = ["<task>", "<see>", "<line>", "<same>", "<cut>", "<act>", "<end>"];

    private readonly FrozenSet<Rune> _characters;

    private TextVocabulary(SubwordVocabulary subwords)
    {
        Subwords = subwords;
        Task = subwords.IdOf("<task>");
        See = subwords.IdOf("<see>");
        Line = subwords.IdOf("<line>");
        Same = subwords.IdOf("<same>");
        Cut = subwords.IdOf("<cut>");
        Act = subwords.IdOf("<act>");
        End = subwords.IdOf("<end>");
        Pieces = [.. Enumerable.Range(0, subwords.Count).Where(id => id != subwords.UnknownId && !subwords.IsSpecial(id))];
        PiecesAndEnd = [End, .. Pieces];
        EndOnly = [End];
        _characters = Pieces.Select(subwords.TextOf).Where(text => text.EnumerateRunes().Count() == 1).Select(text => Rune.GetRuneAt(text, 0)).ToFrozenSet();
    }

    public SubwordVocabulary Subwords { get; }

    /// <summary>Begins the first observation of an episode, which says what the task is.</summary>
    public int Task { get; }

    /// <summary>Begins every other observation.</summary>
    public int See { get; }

    /// <summary>Stands between two lines of an observation.</summary>
    public int Line { get; }

    /// <summary>Stands for lines that stood in the observation before.</summary>
    public int Same { get; }

    /// <summary>Stands for what was left out of a long observation.</summary>
    public int Cut { get; }

    /// <summary>Ends every observation: the action follows it.</summary>
    public int Act { get; }

    /// <summary>Ends every action.</summary>
    public int End { get; }

    /// <summary>All that text is made of.</summary>
    public ImmutableArray<int> Pieces { get; }

    /// <summary>The same, or the end of the action.</summary>
    public ImmutableArray<int> PiecesAndEnd { get; }

    /// <summary>Nothing but the end.</summary>
    public ImmutableArray<int> EndOnly { get; }

    /// <summary>Learns the pieces. The same texts, in any order, give the same vocabulary.</summary>
    /// <param name="texts">What the student will read and write, or something like it.</param>
    /// <param name="pieces">Most pieces, at least <see cref="TextStudentOptions.FewestPieces"/>.</param>
    /// <exception cref="GleanerException">Too few pieces are allowed.</exception>
    public static TextVocabulary Train(IReadOnlyCollection<string> texts, int pieces)
    {
        if (pieces < TextStudentOptions.FewestPieces)
        {
            throw new GleanerException($"student.pieces = {pieces} is too small: a text student needs at least {TextStudentOptions.FewestPieces}.");
        }

        var known = CommonCharacters(texts, (pieces - TextEscapes.Alphabet.Length) / 2);
        var escaped = texts.Select(text => TextEscapes.Escape(text, known.Contains)).Append(TextEscapes.Alphabet);
        return new TextVocabulary(SubwordTrainer.Train(escaped, pieces, Marks));
    }

    /// <summary>Appends the ids of a text; none of them is a mark's.</summary>
    public void Encode(string text, List<int> ids) => Subwords.Encode(TextEscapes.Escape(text, _characters.Contains), ids);

    /// <summary>The text of ids that stand for text.</summary>
    public string Decode(ReadOnlySpan<int> ids) => TextEscapes.Unescape(Subwords.Decode(ids));

    private static HashSet<Rune> CommonCharacters(IEnumerable<string> texts, int most) =>
        [.. texts.SelectMany(text => text.EnumerateRunes())
            .Select(rune => TextEscapes.IsCapital(rune, out var small) ? small : rune)
            .Where(TextEscapes.IsPlain)
            .CountBy(rune => rune)
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key)
            .Take(most)
            .Select(entry => entry.Key)];
}
