using System.Buffers;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>What a word of a query asks for, as SQL about <c>r</c>.</summary>
/// <param name="Sql">The condition.</param>
internal sealed record QueryClause(string Sql)
{
    /// <summary>Whether it is the same for all rollouts of a stage, and so can be asked of the run's files.</summary>
    public bool IsOfStage { get; init; }

    /// <summary>The index by which what it holds for is found; null if there is none.</summary>
    public string? Index { get; init; }

    /// <summary>The words that it looks for in the texts of rollouts; null if it looks for none.</summary>
    public TextClause? Text { get; init; }

    /// <summary>Whether it asks for what does not hold; the condition says so already.</summary>
    public bool IsNot { get; init; }

    /// <summary>All of them.</summary>
    public static string All(IEnumerable<QueryClause> clauses) => All(clauses.Select(clause => clause.Sql));

    /// <inheritdoc cref="All(IEnumerable{QueryClause})"/>
    public static string All(IEnumerable<string> conditions) => string.Join(" AND ", conditions) is { Length: > 0 } all ? all : "1";
}

/// <summary>Words that are looked for, one behind the other; the last may go on.</summary>
/// <param name="Column">The column of the texts; empty for any.</param>
/// <param name="Words">As they were typed; at least one letter or digit.</param>
/// <param name="Tasks">A query for the tasks whose rollouts will do instead: those whose instruction holds the words. Null for none.</param>
internal sealed record TextClause(string Column, string Words, string? Tasks)
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // One doclist each: a word that so many others begin with is looked up in one pass over all of them.
    private const int MostWords = 32;

    /// <summary>A phrase of the inverted index: within quotes nothing is an operator of its language.</summary>
    public static string Quoted(string words) => $"\"{string.Concat(words.Select(c => c == '"' || char.IsControl(c) ? ' ' : c))}\"";

    /// <summary>
    /// An expression of the inverted index for the words. The beginning of a word would have it put together the lists of all words that begin so before it gives the first
    /// rollout, even for ten of them; so it is asked for those words by name, whose lists are read only as far as they are needed.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <returns>The expression; null if no text holds the words.</returns>
    public string? Match(IndexDatabase index)
    {
        var column = Column.Length == 0 ? "" : $"{Column} : ";
        // Letters outside of ASCII are folded by the index's own rules.
        if (!Words.All(char.IsAscii))
        {
            return $"{column}{Quoted(Words)}*";
        }

        var text = Words[..(Words.AsSpan().LastIndexOfAny(Letters) + 1)];
        var start = text.Length;
        while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        var words = index.WordsFrom(text[start..].ToLowerInvariant(), MostWords + 1);
        return words.Count switch
        {
            0 => null,
            > MostWords => $"{column}{Quoted(Words)}*",
            _ => $"{column}({string.Join(" OR ", words.Select(word => Quoted(text[..start] + word)))})",
        };
    }
}
