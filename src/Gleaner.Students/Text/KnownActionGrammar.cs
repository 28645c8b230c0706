using Gleaner.Students.Views;

namespace Gleaner.Students.Text;

/// <summary>One of the actions of a trie.</summary>
internal sealed class KnownActionGrammar(ActionTrie trie) : IActionGrammar
{
    private ActionTrie.ActionNode _node = trie.Root;
    private string? _action;

    public ReadOnlySpan<int> Candidates => _action is null ? _node.Ids.AsSpan() : [];

    public string Action => _action ?? throw new InvalidOperationException("The action is not complete.");

    public bool Take(int id)
    {
        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is no candidate here.", nameof(id));
        }

        _node = _node.Next[id];
        _action = _node.Action;
        return _action is not null;
    }
}
