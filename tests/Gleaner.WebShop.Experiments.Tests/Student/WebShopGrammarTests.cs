using FsCheck;
using FsCheck.Fluent;
using Gleaner.Randomness;
using Gleaner.WebShop.Experiments.Tests.Shop;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Student;

public sealed class WebShopGrammarTests
{
    private const int MaxSearchTokens = 5;

    private static readonly WebShopVocabulary Vocabulary = ToyStudent.Vocabulary;

    // Prefixes of each other, values that read the same in tokens, characters that training has not seen, brackets, nothing.
    private static readonly Gen<string> Value = Gen.Elements(
        "red", "red wine", "red wine dark", "wine", "r", "re", "x-large", "large", "x  large", "x large", "ж", "жж", "[red]", "a]b", "", "buy now", "t01");

    private static readonly Arbitrary<ItemPage> AnyItem =
        (from groups in Value.ListOf().Select(values => new OptionGroup("color", [.. values], null)).ListOf()
         select new ItemPage("find me a red hat", "T01", "hat", "$1", [.. groups.Take(4)], false)).ToArbitrary();

    [Fact]
    public void Any_walk_over_an_item_page_ends_in_something_that_the_page_offers() =>
        Prop.ForAll(AnyItem, ArbMap.Default.ArbFor<ulong>(), (page, seed) =>
        {
            var actions = ToyPages.ActionsOf(page);
            var action = Walk(new WebShopGrammar(Vocabulary, ToyPages.Observe(page), ToyStudent.View.ShownValues(page), new OptionTrie(page, Vocabulary), MaxSearchTokens), new Seed(seed));
            return actions.Clickables.Contains(action["click[".Length..^1]) && action.StartsWith("click[", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_option_value_can_be_spelled() =>
        Prop.ForAll(AnyItem, page =>
        {
            var values = page.Options.SelectMany(group => group.Values).Where(value => value.Length > 0).ToList();
            return values.All(value => Spell(page, value) == $"click[{values.First(other => SameIds(other, value))}]");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_walk_from_the_start_page_ends_in_a_search_with_a_word()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var grammar = ToyStudent.View.GrammarFor(ToyPages.Observe(new IndexPage("find me a hat")));
            var taken = new List<int>();
            var action = Walk(grammar, new Seed(seed), taken);
            WebShopAction.TryParse(action, "search", out var query).ShouldBeTrue(action);
            query.ShouldNotBeNullOrWhiteSpace();
            query.IndexOfAny(['[', ']']).ShouldBe(-1);
            taken[0].ShouldBe(Vocabulary.Search);
            taken[^1].ShouldBe(Vocabulary.End);
            taken.Count.ShouldBeLessThanOrEqualTo(MaxSearchTokens + 2);
        }
    }

    [Fact]
    public void A_search_cannot_be_of_blanks_alone_but_may_begin_with_one()
    {
        var blank = Enumerable.Range(0, Vocabulary.Subwords.Count).First(Vocabulary.IsBlank);
        var grammar = ToyStudent.View.GrammarFor(ToyPages.Observe(new IndexPage("find me a hat")));
        grammar.Take(Vocabulary.Search);
        for (var i = 0; i < MaxSearchTokens - 1; i++)
        {
            grammar.Take(blank);
            grammar.Candidates.Contains(Vocabulary.End).ShouldBeFalse();
        }

        grammar.Candidates.Contains(blank).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => grammar.Take(blank));
    }

    [Fact]
    public void No_token_with_a_bracket_can_be_searched()
    {
        Vocabulary.Subwords.Encode("[").ShouldNotContain(Vocabulary.Subwords.UnknownId, "the toy texts have brackets");
        Vocabulary.SearchTokens.Select(Vocabulary.Subwords.TextOf).ShouldAllBe(text => !text.Contains('[') && !text.Contains(']'));
    }

    [Fact]
    public void Pages_without_options_or_search_bar_offer_links_and_buttons_only()
    {
        var page = new ResultsPage("find me a hat", 1, 2, [new ResultLine("T01", "hat", "$1"), new ResultLine("NEW", "unknown", "$1")]);
        var grammar = ToyStudent.View.GrammarFor(ToyPages.Observe(page));
        grammar.Candidates.ToArray().Select(Vocabulary.Subwords.TextOf)
            .ShouldBe(["<link 1>", "<link 2>", "<back to search>"], ignoreOrder: true);
        grammar.Take(Vocabulary.Links[1]).ShouldBeTrue();
        grammar.Action.ShouldBe("click[new]", "a product without a token of its own can be chosen by its place");
    }

    [Fact]
    public void A_token_that_is_no_candidate_is_refused()
    {
        var grammar = ToyStudent.View.GrammarFor(ToyPages.Observe(new IndexPage("find me a hat")));
        Should.Throw<ArgumentException>(() => grammar.Take(Vocabulary.Option));
        Should.Throw<InvalidOperationException>(() => grammar.Action);
    }

    private static string Walk(Gleaner.Students.Views.IActionGrammar grammar, Seed seed, List<int>? taken = null)
    {
        var random = seed.ToStream();
        while (true)
        {
            var id = grammar.Candidates[random.Next(grammar.Candidates.Length)];
            taken?.Add(id);
            if (grammar.Take(id))
            {
                return grammar.Action;
            }
        }
    }

    private static string Spell(ItemPage page, string value)
    {
        var grammar = new WebShopGrammar(Vocabulary, ToyPages.Observe(page), ToyStudent.View.ShownValues(page), new OptionTrie(page, Vocabulary), MaxSearchTokens);
        var ids = Vocabulary.Subwords.Encode(value).Prepend(Vocabulary.Option).Append(Vocabulary.End);
        return ids.Select(grammar.Take).ToList()[^1] ? grammar.Action : "";
    }

    private static bool SameIds(string left, string right) =>
        Vocabulary.Subwords.Encode(left).AsSpan().SequenceEqual(Vocabulary.Subwords.Encode(right));
}
