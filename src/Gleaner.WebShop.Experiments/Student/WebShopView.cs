using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gleaner.Students.Views;
using Gleaner.Trajectories;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Student;

/// <summary>
/// Compact views of WebShop's pages. A result line is the product's token, a few title tokens and its place; an item page its
/// open option groups with a few values, each with its place; what was just shown is not shown again. Every page ends with the token that asks for an action.
/// </summary>
internal sealed class WebShopView(WebShopVocabulary vocabulary, WebShopViewOptions options) : IStudentView
{
    private const int MaxKept = 20_000;

    private readonly ConcurrentDictionary<string, InstructionWords> _instructions = new(StringComparer.Ordinal);

    // By product id: a view serves one catalogue, in which a product has the same options on all its pages.
    private readonly ConcurrentDictionary<string, OptionTrie> _tries = new(StringComparer.Ordinal);

    private int _kept;

    public WebShopVocabulary Vocabulary => vocabulary;

    public WebShopViewOptions Options => options;

    public string? TextOf(int id) => id >= 0 && id < vocabulary.Subwords.Count ? vocabulary.Subwords.TextOf(id) : null;

    public void RenderObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids) =>
        RenderPage(PageOf(observation), turns.Count > 0 ? PageOf(turns[^1].Observation) : null, ids);

    public void RenderAction(Observation observation, IReadOnlyList<Turn> turns, string action, List<int> ids)
    {
        if (WebShopAction.TryParse(action, "search", out var query))
        {
            RenderText(vocabulary.Search, query, ids);
        }
        else if (WebShopAction.TryParse(action, "click", out var clicked))
        {
            if (TryOneToken(PageOf(observation), clicked, out var id))
            {
                ids.Add(id);
            }
            else
            {
                RenderText(vocabulary.Option, clicked, ids);
            }
        }
        else
        {
            RenderText(vocabulary.Option, action, ids);
        }
    }

    public IActionGrammar GrammarFor(Observation observation)
    {
        var shop = Require(observation);
        var trie = shop.Page is ItemPage item
            ? _tries.GetOrAdd(item.Asin, static (_, state) => new OptionTrie(state.item, state.vocabulary), (item, vocabulary))
            : OptionTrie.Empty;
        var values = shop.Page is ItemPage shown ? ShownValues(shown) : [];
        return new WebShopGrammar(vocabulary, shop, values, trie, options.MaxSearchTokens);
    }

    /// <summary>The option values that an item page's view shows, in order: those of groups in which nothing is selected yet.</summary>
    public ImmutableArray<string> ShownValues(ItemPage page) =>
        [.. page.Options.Where(group => group.Selected is null).SelectMany(group => ShownValues(group, WordsOf(page.Instruction)))];

    private IEnumerable<string> ShownValues(OptionGroup group, InstructionWords words) => group.Values
        .Where(value => !string.IsNullOrWhiteSpace(value) && (!options.Highlight || words.HasPhrase(value)))
        .OrderByDescending(value => options.Highlight ? value.Length : 0)
        .Take(options.ValuesPerGroup);

    private bool TryOneToken(Page page, string clicked, out int id)
    {
        if (vocabulary.TryButton(clicked, out id))
        {
            return true;
        }

        var (names, places) = page switch
        {
            ResultsPage results => (results.Results.Select(line => line.Asin.ToLowerInvariant()), vocabulary.Links),
            ItemPage item => (ShownValues(item), vocabulary.Values),
            _ => (Enumerable.Empty<string>(), []),
        };
        var place = names.Take(places.Length).ToList().IndexOf(clicked);
        if (place < 0)
        {
            return false;
        }

        id = places[place];
        return true;
    }

    /// <summary>Appends a page's tokens.</summary>
    /// <param name="page">The page.</param>
    /// <param name="previous">The page seen before it, or null.</param>
    /// <param name="ids">Where the ids go.</param>
    public void RenderPage(Page page, Page? previous, List<int> ids)
    {
        if (previous is null)
        {
            ids.Add(vocabulary.Instruction);
            vocabulary.Subwords.Encode(page.Instruction, ids);
        }

        switch (page)
        {
            case ResultsPage results:
                RenderResults(results, ids);
                break;
            case ItemPage item:
                RenderItem(item, previous, ids);
                break;
            case DetailsPage:
                ids.Add(vocabulary.Details);
                break;
        }

        ids.Add(vocabulary.Act);
    }

    private void RenderResults(ResultsPage page, List<int> ids)
    {
        var words = WordsOf(page.Instruction);
        ids.Add(page.Number == 1 ? vocabulary.Results : vocabulary.MoreResults);
        for (var place = 0; place < page.Results.Length; place++)
        {
            var line = page.Results[place];
            RenderProduct(line.Asin, ids);
            var end = ids.Count + options.TitleTokens;
            RenderTitle(line.Title, words, ids);
            if (ids.Count > end)
            {
                ids.RemoveRange(end, ids.Count - end);
            }

            // The place stands at the line's end: by then the student has read the line.
            ids.Add(vocabulary.Links[place]);
        }
    }

    private void RenderProduct(string asin, List<int> ids)
    {
        if (options.ProductTokens)
        {
            ids.Add(vocabulary.ProductId(asin));
        }
    }

    private void RenderTitle(string title, InstructionWords words, List<int> ids)
    {
        var titleWords = InstructionWords.Split(title);
        var shared = options.Highlight ? titleWords.Where(words.Has).Distinct(StringComparer.OrdinalIgnoreCase) : titleWords;
        vocabulary.Subwords.Encode(string.Join(' ', shared.Take(options.TitleTokens)), ids);
    }

    private void RenderItem(ItemPage page, Page? previous, List<int> ids)
    {
        if (previous is ItemPage { Asin: var shown } && shown == page.Asin
            || previous is DetailsPage { Asin: var detailed } && detailed == page.Asin)
        {
            ids.Add(vocabulary.SameItem);
        }
        else
        {
            ids.Add(vocabulary.Item);
            RenderProduct(page.Asin, ids);
        }

        var words = WordsOf(page.Instruction);
        var place = 0;
        foreach (var group in page.Options.Where(group => group.Selected is null))
        {
            ids.Add(vocabulary.Group);
            vocabulary.Subwords.Encode(group.Name, ids);
            foreach (var value in ShownValues(group, words))
            {
                ids.Add(vocabulary.Option);
                vocabulary.Subwords.Encode(value, ids);
                if (place < vocabulary.Values.Length)
                {
                    ids.Add(vocabulary.Values[place++]);
                }
            }
        }
    }

    private void RenderText(int begin, string text, List<int> ids)
    {
        ids.Add(begin);
        vocabulary.Subwords.Encode(text, ids);
        ids.Add(vocabulary.End);
    }

    private InstructionWords WordsOf(string instruction)
    {
        if (_instructions.TryGetValue(instruction, out var words))
        {
            return words;
        }

        words = new InstructionWords(instruction);

        // Pre-training makes up a request for every sequence; only so many are kept.
        if (Volatile.Read(ref _kept) < MaxKept && _instructions.TryAdd(instruction, words))
        {
            Interlocked.Increment(ref _kept);
        }

        return words;
    }

    private static Page PageOf(Observation observation) => Require(observation).Page;

    private static WebShopObservation Require(Observation observation) => observation as WebShopObservation
        ?? throw new GleanerException("The WebShop student needs live WebShop observations: replay recorded trajectories first, and where a method puts a prompt in front of the task (nat) take a student that reads text.");
}
