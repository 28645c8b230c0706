using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Text;

/// <summary>
/// Any text environment as tokens. The first observation says what the task is and stands in every sequence once; later ones show
/// what they add. Long observations lose their middle. An action is its text.
/// </summary>
internal sealed class TextView : IStudentView
{
    private readonly ActionTrie? _known;
    private readonly int _maxActionTokens;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="options">How much is shown, and what can be written.</param>
    /// <param name="actions">The actions of the experts.</param>
    public TextView(TextVocabulary vocabulary, TextViewOptions options, IReadOnlyCollection<string> actions)
    {
        Vocabulary = vocabulary;
        Options = options;
        _known = options.Actions == ActionChoice.Known ? ActionTrie.Of(vocabulary, actions) : null;
        _maxActionTokens = options.MaxActionTokens ?? Math.Max(2, actions.Max(LengthOf));
    }

    public TextVocabulary Vocabulary { get; }

    public TextViewOptions Options { get; }

    /// <inheritdoc/>
    public void RenderObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids)
    {
        if (turns.Count == 0)
        {
            ids.Add(Vocabulary.Task);
            RenderText(ObservationLines.Of(observation), [], Options.TaskTokens, ids);
        }
        else
        {
            HashSet<string> shown = Options.ShortenRepeats ? [.. ObservationLines.Of(turns[^1].Observation)] : [];
            ids.Add(Vocabulary.See);
            RenderText(ObservationLines.Of(observation), shown, Options.ObservationTokens, ids);
        }

        ids.Add(Vocabulary.Act);
    }

    /// <inheritdoc/>
    public void RenderAction(Observation observation, IReadOnlyList<Turn> turns, string action, List<int> ids) =>
        RenderAction(action, ids);

    /// <summary>Appends an action's tokens, its end included.</summary>
    public void RenderAction(string action, List<int> ids)
    {
        Vocabulary.Encode(action, ids);
        ids.Add(Vocabulary.End);
    }

    /// <inheritdoc/>
    public string? TextOf(int id) => id >= 0 && id < Vocabulary.Subwords.Count ? Vocabulary.Subwords.TextOf(id) : null;

    /// <inheritdoc/>
    public IActionGrammar GrammarFor(Observation observation) =>
        _known is null ? new FreeActionGrammar(Vocabulary, _maxActionTokens) : new KnownActionGrammar(_known);

    private int LengthOf(string action)
    {
        var ids = new List<int>();
        RenderAction(action, ids);
        return ids.Count;
    }

    private void RenderText(IEnumerable<string> lines, HashSet<string> shown, int most, List<int> ids)
    {
        var first = ids.Count;
        foreach (var line in lines)
        {
            if (shown.Contains(line))
            {
                if (ids.Count == first || ids[^1] != Vocabulary.Same)
                {
                    ids.Add(Vocabulary.Same);
                }

                continue;
            }

            if (ids.Count > first)
            {
                ids.Add(Vocabulary.Line);
            }

            Vocabulary.Encode(line, ids);
        }

        if (ids.Count - first > most)
        {
            // Two thirds of the beginning, the rest of the end.
            var head = first + (most * 2 / 3);
            var tail = most - (head - first) - 1;
            ids.RemoveRange(head, ids.Count - head - tail);
            ids.Insert(head, Vocabulary.Cut);
        }
    }
}

/// <summary>How much of the texts a student is shown, and what it can write. Longer views cost tokens in every turn.</summary>
public sealed record TextViewOptions
{
    /// <summary>Most tokens of an episode's first observation, which says what the task is; at least 8. Default 384.</summary>
    public int TaskTokens { get; init; } = 384;

    /// <summary>Most tokens of every other observation; at least 8. Default 320.</summary>
    public int ObservationTokens { get; init; } = 320;

    /// <summary>Whether lines that stood in the observation before are said in one token. Default true.</summary>
    public bool ShortenRepeats { get; init; } = true;

    /// <summary>Which actions can be written. Default: any text.</summary>
    public ActionChoice Actions { get; init; } = ActionChoice.Free;

    /// <summary>Most tokens of an action that the student writes, its end included; at least 2. Null: as many as the longest of the experts' has. Default null.</summary>
    public int? MaxActionTokens { get; init; }
}

/// <summary>An observation's text line by line, with single blanks and without empty lines.</summary>
internal static class ObservationLines
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\v', '\f', '\u00A0'];

    public static IEnumerable<string> Of(Observation observation)
    {
        foreach (var line in observation.Text.Split('\n'))
        {
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                yield return string.Join(' ', words);
            }
        }
    }
}
