using System.Collections.Immutable;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>A token that is recognised in the text as a whole, before it is cut into words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsSpecial">Whether it is a control token: left out of decoded text on request, and never made from untrusted text.</param>
/// <param name="LeftStrip">Whether it swallows the white space before it.</param>
/// <param name="RightStrip">Whether it swallows the white space after it.</param>
/// <param name="SingleWord">Whether it counts only where no word character (<c>\w</c>) stands next to it.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text instead of the text as given.</param>
public sealed record AddedToken(
    int Id,
    string Content,
    bool IsSpecial,
    bool LeftStrip,
    bool RightStrip,
    bool SingleWord,
    bool IsNormalized);

/// <summary>Tokens and ids: the model's vocabulary and the added tokens together.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly HashSet<int> _specialIds;

    /// <param name="ids">The model's vocabulary.</param>
    /// <param name="addedTokens">The added tokens; one that the model has too bears the same id.</param>
    public Vocabulary(Dictionary<string, int> ids, ImmutableArray<AddedToken> addedTokens)
    {
        _ids = new Dictionary<string, int>(ids, StringComparer.Ordinal);
        AddedTokens = addedTokens;
        foreach (var token in addedTokens)
        {
            _ids[token.Content] = token.Id;
        }

        _specialIds = [.. addedTokens.Where(token => token.IsSpecial).Select(token => token.Id)];
        _tokens = new string?[_ids.Count == 0 ? 0 : _ids.Values.Max() + 1];
        foreach (var (token, id) in _ids)
        {
            _tokens[id] = token;
        }
    }

    public ImmutableArray<AddedToken> AddedTokens { get; }

    /// <summary>Highest id + 1.</summary>
    public int Size => _tokens.Length;

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token, or null for an id without one.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    public bool IsSpecial(int id) => _specialIds.Contains(id);

    /// <summary>The id, unless it is a special one: ordinary text never becomes a special token.</summary>
    public int? OrdinaryIdOf(string token) => _ids.TryGetValue(token, out var id) && !_specialIds.Contains(id) ? id : null;

    /// <summary>Those of the tokens that are not special.</summary>
    public IEnumerable<KeyValuePair<string, int>> OrdinaryOf(IEnumerable<KeyValuePair<string, int>> tokens) =>
        tokens.Where(entry => !_specialIds.Contains(entry.Value));
}
