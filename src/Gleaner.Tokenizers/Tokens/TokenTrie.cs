using System.Buffers;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>Finds the longest of a set of strings at a place, and the next place where one may begin.</summary>
internal sealed class TokenTrie
{
    private readonly Dictionary<(int Node, char Character), int> _children = [];
    private readonly List<int> _values = [-1];
    private readonly SearchValues<char> _first;

    /// <param name="entries">The strings, none of them empty, and a value ≥ 0 for each.</param>
    public TokenTrie(IEnumerable<(string Content, int Value)> entries)
    {
        HashSet<char> first = [];
        foreach (var (content, value) in entries)
        {
            var node = 0;
            foreach (var character in content)
            {
                if (!_children.TryGetValue((node, character), out var child))
                {
                    child = _values.Count;
                    _values.Add(-1);
                    _children.Add((node, character), child);
                }

                node = child;
            }

            _values[node] = value;
            first.Add(content[0]);
        }

        _first = SearchValues.Create([.. first]);
        IsEmpty = first.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>Index of the next character with which a string begins, or -1.</summary>
    public int IndexOfFirst(ReadOnlySpan<char> text) => IsEmpty ? -1 : text.IndexOfAny(_first);

    /// <summary>Value and length of the longest string that <paramref name="text"/> begins with; length 0 where there is none.</summary>
    public (int Value, int Length) Longest(ReadOnlySpan<char> text)
    {
        (int Value, int Length) best = (-1, 0);
        var node = 0;
        for (var i = 0; i < text.Length && _children.TryGetValue((node, text[i]), out node); i++)
        {
            if (_values[node] >= 0)
            {
                best = (_values[node], i + 1);
            }
        }

        return best;
    }
}
