using System.Collections.Immutable;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Student;

/// <summary>The option values of an item as a trie of tokens, so that only values of the page can be spelled. Immutable.</summary>
internal sealed class OptionTrie
{
    private readonly OptionNode _root = new();

    public OptionTrie(ItemPage page, WebShopVocabulary vocabulary)
    {
        // An empty value cannot be clicked: "click[]" is no action.
        foreach (var value in page.Options.SelectMany(group => group.Values).Where(value => value.Length > 0))
        {
            var node = _root;
            foreach (var id in vocabulary.Subwords.Encode(value).Append(vocabulary.End))
            {
                if (!node.Next.TryGetValue(id, out var next))
                {
                    node.Next.Add(id, next = new OptionNode());
                }

                node = next;
            }

            // Values that read the same in tokens cannot be told apart; the first on the page is meant.
            node.Value ??= value;
        }

        _root.Freeze();
    }

    private OptionTrie() => _root.Freeze();

    public static OptionTrie Empty { get; } = new();

    public bool IsEmpty => _root.Ids.IsEmpty;

    public OptionNode Root => _root;
}

/// <summary>A place in the trie.</summary>
internal sealed class OptionNode
{
    public Dictionary<int, OptionNode> Next { get; } = [];

    public ImmutableArray<int> Ids { get; private set; } = [];

    /// <summary>The value that ends here, or null.</summary>
    public string? Value { get; set; }

    public void Freeze()
    {
        Ids = [.. Next.Keys.Order()];
        foreach (var next in Next.Values)
        {
            next.Freeze();
        }
    }
}
