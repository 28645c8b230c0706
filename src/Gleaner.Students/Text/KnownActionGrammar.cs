using System.Collections.Frozen;
using System.Collections.Immutable;
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
            throw new ArgumentException($"Token {id} is not a candidate here.", nameof(id));
        }

        _node = _node.Next[id];
        _action = _node.Action;
        return _action is not null;
    }
}

/// <summary>The tokens of known actions as a trie. Every action ends in the same token, so that none is the beginning of another.</summary>
internal sealed class ActionTrie
{
    private ActionTrie(ActionNode root) => Root = root;

    public ActionNode Root { get; }

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="actions">The actions, at least one.</param>
    public static ActionTrie Of(TextVocabulary vocabulary, IEnumerable<string> actions)
    {
        var paths = new List<(int[] Ids, string Action)>();
        foreach (var action in actions.Distinct(StringComparer.Ordinal))
        {
            List<int> ids = [];
            vocabulary.Encode(action, ids);
            paths.Add(([.. ids, vocabulary.End], action));
        }

        return new ActionTrie(Build(paths, 0));
    }

    // Different texts have different ids (encoding loses nothing), so a path that ends is alone.
    private static ActionNode Build(List<(int[] Ids, string Action)> paths, int depth) => paths is [var (path, action)] && path.Length == depth
        ? new ActionNode(FrozenDictionary<int, ActionNode>.Empty, action)
        : new ActionNode(
            paths.GroupBy(path => path.Ids[depth]).ToFrozenDictionary(group => group.Key, group => Build([.. group], depth + 1)), null);

    /// <summary>A place in the trie.</summary>
    /// <param name="Next">Where each token leads.</param>
    /// <param name="Action">The action that ends here; null if none does.</param>
    public sealed record ActionNode(FrozenDictionary<int, ActionNode> Next, string? Action)
    {
        /// <summary>The tokens that lead on, in order.</summary>
        public ImmutableArray<int> Ids { get; } = [.. Next.Keys.Order()];
    }
}
