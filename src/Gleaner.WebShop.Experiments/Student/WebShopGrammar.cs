using System.Collections.Immutable;
using Gleaner.Students.Views;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Student;

/// <summary>One action of a page: a search where there is a search bar, a button, a product link, or an option's value.</summary>
internal sealed class WebShopGrammar : IActionGrammar
{
    private readonly WebShopVocabulary _vocabulary;
    private readonly int _maxSearchTokens;
    private readonly List<int> _query = [];
    private bool _queryHasWord;
    private readonly int[] _first;
    private readonly ImmutableArray<ResultLine> _lines;
    private readonly ImmutableArray<string> _values;
    private OptionTrie.Node _option;
    private State _state = State.Start;
    private string? _action;

    public WebShopGrammar(WebShopVocabulary vocabulary, WebShopObservation observation, ImmutableArray<string> shownValues, OptionTrie options, int maxSearchTokens)
    {
        _vocabulary = vocabulary;
        _maxSearchTokens = maxSearchTokens;
        _option = options.Root;
        var first = new SortedSet<int>();
        _lines = observation.Page is ResultsPage results ? results.Results : [];
        _values = shownValues;
        first.UnionWith(vocabulary.Links.Take(_lines.Length));
        first.UnionWith(vocabulary.Values.Take(_values.Length));
        if (observation.Actions.HasSearchBar)
        {
            first.Add(vocabulary.Search);
        }

        if (!options.IsEmpty)
        {
            first.Add(vocabulary.Option);
        }

        foreach (var clickable in observation.Actions.Clickables)
        {
            if (vocabulary.TryButton(clickable, out var id))
            {
                first.Add(id);
            }
        }

        _first = [.. first];
    }

    private enum State
    {
        Start,
        Search,
        Option,
        Complete,
    }

    public ReadOnlySpan<int> Candidates => _state switch
    {
        State.Start => _first,
        State.Search => SearchCandidates,
        State.Option => _option.Ids.AsSpan(),
        _ => [],
    };

    // A search of blanks alone is not an action, so the search can end only once it has a word.
    private ReadOnlySpan<int> SearchCandidates => _queryHasWord
        ? _query.Count < _maxSearchTokens ? _vocabulary.SearchTokensAndEnd.AsSpan() : _vocabulary.EndOnly.AsSpan()
        : _query.Count < _maxSearchTokens - 1 ? _vocabulary.SearchTokens.AsSpan() : _vocabulary.SearchWords.AsSpan();

    public string Action => _action ?? throw new InvalidOperationException("The action is not complete.");

    public bool Take(int id)
    {
        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is not a candidate here.", nameof(id));
        }

        switch (_state)
        {
            case State.Start when id == _vocabulary.Search:
                _state = State.Search;
                break;
            case State.Start when id == _vocabulary.Option:
                _state = State.Option;
                break;
            case State.Start:
                Complete($"click[{ClickTextOf(id)}]");
                break;
            case State.Search when id == _vocabulary.End:
                Complete($"search[{_vocabulary.Subwords.Decode([.. _query])}]");
                break;
            case State.Search:
                _query.Add(id);
                _queryHasWord |= !_vocabulary.IsBlank(id);
                break;
            case State.Option:
                _option = _option.Next[id];
                if (_option.Value is { } value)
                {
                    Complete($"click[{value}]");
                }

                break;
            default:
                throw new InvalidOperationException("The action is complete.");
        }

        return _state == State.Complete;
    }

    private string ClickTextOf(int id) =>
        _vocabulary.Links.IndexOf(id) is var line and >= 0 ? _lines[line].Asin.ToLowerInvariant()
        : _vocabulary.Values.IndexOf(id) is var value and >= 0 ? _values[value]
        : _vocabulary.ButtonText(id);

    private void Complete(string action)
    {
        _action = action;
        _state = State.Complete;
    }
}

/// <summary>Reads an action's name and argument as the environment does: up to the last bracket pair, argument in lower case.</summary>
internal static class WebShopAction
{
    public static bool TryParse(string action, string name, out string argument)
    {
        argument = "";
        var open = action.IndexOf('[', StringComparison.Ordinal);
        var close = action.LastIndexOf(']');
        if (open != name.Length || close <= open + 1 || !action.StartsWith(name, StringComparison.Ordinal))
        {
            return false;
        }

        argument = action[(open + 1)..close].ToLowerInvariant();
        return true;
    }
}

/// <summary>The option values of an item as a trie of tokens, so that only values of the page can be spelled. Immutable.</summary>
internal sealed class OptionTrie
{
    private readonly Node _root = new();

    public OptionTrie(ItemPage page, WebShopVocabulary vocabulary)
    {
        // An empty value cannot be clicked: "click[]" is not an action.
        foreach (var value in page.Options.SelectMany(group => group.Values).Where(value => value.Length > 0))
        {
            var node = _root;
            foreach (var id in vocabulary.Subwords.Encode(value).Append(vocabulary.End))
            {
                if (!node.Next.TryGetValue(id, out var next))
                {
                    node.Next.Add(id, next = new Node());
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

    public Node Root => _root;

    internal sealed class Node
    {
        public Dictionary<int, Node> Next { get; } = [];

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
}
