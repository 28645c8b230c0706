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
    private OptionNode _option;
    private GrammarState _state = GrammarState.Start;
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

    private enum GrammarState
    {
        Start,
        Search,
        Option,
        Complete,
    }

    public ReadOnlySpan<int> Candidates => _state switch
    {
        GrammarState.Start => _first,
        GrammarState.Search => SearchCandidates,
        GrammarState.Option => _option.Ids.AsSpan(),
        _ => [],
    };

    // A search of blanks alone is no action, so the search can end only once it has a word.
    private ReadOnlySpan<int> SearchCandidates => _queryHasWord
        ? _query.Count < _maxSearchTokens ? _vocabulary.SearchTokensAndEnd.AsSpan() : _vocabulary.EndOnly.AsSpan()
        : _query.Count < _maxSearchTokens - 1 ? _vocabulary.SearchTokens.AsSpan() : _vocabulary.SearchWords.AsSpan();

    public string Action => _action ?? throw new InvalidOperationException("The action is not complete.");

    public bool Take(int id)
    {
        if (!Candidates.Contains(id))
        {
            throw new ArgumentException($"Token {id} is no candidate here.", nameof(id));
        }

        switch (_state)
        {
            case GrammarState.Start when id == _vocabulary.Search:
                _state = GrammarState.Search;
                break;
            case GrammarState.Start when id == _vocabulary.Option:
                _state = GrammarState.Option;
                break;
            case GrammarState.Start:
                Complete($"click[{ClickTextOf(id)}]");
                break;
            case GrammarState.Search when id == _vocabulary.End:
                Complete($"search[{_vocabulary.Subwords.Decode([.. _query])}]");
                break;
            case GrammarState.Search:
                _query.Add(id);
                _queryHasWord |= !_vocabulary.IsBlank(id);
                break;
            case GrammarState.Option:
                _option = _option.Next[id];
                if (_option.Value is { } value)
                {
                    Complete($"click[{value}]");
                }

                break;
            default:
                throw new InvalidOperationException("The action is complete.");
        }

        return _state == GrammarState.Complete;
    }

    private string ClickTextOf(int id) =>
        _vocabulary.Links.IndexOf(id) is var line and >= 0 ? _lines[line].Asin.ToLowerInvariant()
        : _vocabulary.Values.IndexOf(id) is var value and >= 0 ? _values[value]
        : _vocabulary.ButtonText(id);

    private void Complete(string action)
    {
        _action = action;
        _state = GrammarState.Complete;
    }
}
