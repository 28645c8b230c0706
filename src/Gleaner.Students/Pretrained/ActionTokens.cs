using System.Runtime.InteropServices;
using Gleaner.Students.Views;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>The tokens that a chat model may write an action in.</summary>
internal sealed class ActionTokens
{
    private readonly Tokenizer _tokenizer;
    private readonly int[] _all;
    private readonly int[] _stops;

    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="stops">The ids that end a turn.</param>
    /// <param name="vocabularySize">Ids that the model knows.</param>
    /// <param name="limit">Most tokens of an action, its end included; at least 2.</param>
    public ActionTokens(Tokenizer tokenizer, IEnumerable<int> stops, int vocabularySize, int limit)
    {
        _tokenizer = tokenizer;
        _stops = [.. stops];
        Limit = limit;

        // Special tokens but the end are a matter of the template; ids that the tokenizer does not have are padding.
        var added = tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        _all = [.. Enumerable.Range(0, Math.Min(vocabularySize, tokenizer.VocabularySize)).Where(id => !added.Contains(id) || _stops.Contains(id))];
    }

    /// <summary>Most tokens of an action.</summary>
    public int Limit { get; }

    /// <summary>The ids that end an action.</summary>
    public IReadOnlyList<int> Stops => _stops;

    /// <summary>What may come after so many tokens: at the limit the end alone.</summary>
    public ReadOnlySpan<int> After(int count) => count < Limit - 1 ? _all : _stops;

    /// <summary>Whether an id ends the action.</summary>
    public bool IsStop(int id) => Array.IndexOf(_stops, id) >= 0;

    /// <summary>A token as people read it, special ones included.</summary>
    public string TextOf(int id) => _tokenizer.Decode([id]);

    /// <summary>The text of an action's tokens, its end left out.</summary>
    public string Decode(ReadOnlySpan<int> ids) => _tokenizer.Decode(ids, skipSpecial: true).Trim();
}

/// <summary>An action in free text: any tokens up to the end of the turn. The environment says what it makes of it.</summary>
internal sealed class FreeTextGrammar(ActionTokens tokens) : IActionGrammar
{
    private readonly List<int> _ids = [];

    public ReadOnlySpan<int> Candidates => tokens.After(_ids.Count);

    public string Action => tokens.Decode(CollectionsMarshal.AsSpan(_ids));

    public bool Take(int id)
    {
        if (tokens.IsStop(id))
        {
            return true;
        }

        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is not part of an action.", nameof(id));
        }

        _ids.Add(id);
        return false;
    }
}
