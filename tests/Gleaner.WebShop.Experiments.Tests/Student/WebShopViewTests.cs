using Gleaner.Trajectories;
using Gleaner.WebShop.Experiments.Tests.Shop;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Student;

public sealed class WebShopViewTests
{
    private const string Instruction = "find me a t-shirt in red wine and large";

    private static readonly ItemPage Item = new(Instruction, "T01", "Wool hat", "$1",
        [new OptionGroup("color", ["moss", "red", "red wine", "sand"], null), new OptionGroup("size", ["small", "large"], null)], false);

    private static readonly ResultsPage Results = new(Instruction, 1, 2,
        [new ResultLine("T01", "Wool T-shirt, large pocket", "$1"), new ResultLine("NEW", "Large large wine rack", "$1")]);

    private static readonly DetailsPage Details = new(Instruction, "T01", DetailsKind.Features, ["Made to last"]);

    private readonly WebShopView _view = View(new WebShopViewOptions { TitleTokens = 40 });

    [Fact]
    public void The_first_page_begins_with_the_instruction_and_every_page_ends_with_the_call_to_act()
    {
        Render(new IndexPage(Instruction), null).ShouldBe($"<instruction> {Instruction}<act>");
        Render(new IndexPage(Instruction), Results).ShouldBe("<act>");
    }

    [Fact]
    public void An_item_shows_the_values_that_the_instruction_names_longest_first() =>
        Render(Item, Results).ShouldBe("<item><id:T01><group> color<option> red wine<value 1><option> red<value 2><group> size<option> large<value 3><act>");

    [Fact]
    public void Without_highlight_it_shows_the_first_values_and_title_words()
    {
        var plain = View(new WebShopViewOptions { Highlight = false, ValuesPerGroup = 2, TitleTokens = 40 });
        Render(Item, Results, plain).ShouldBe("<item><id:T01><group> color<option> moss<value 1><option> red<value 2><group> size<option> small<value 3><option> large<value 4><act>");
        Render(Results, null, plain).ShouldEndWith("<results><id:T01> wool t-shirt, large pocket<link 1>\uFFFD large large wine rack<link 2><act>");
    }

    [Fact]
    public void A_result_line_shows_the_words_shared_with_the_instruction_once_each() =>
        Render(Results, new IndexPage(Instruction)).ShouldBe("<results><id:T01> t-shirt, large<link 1>\uFFFD large wine<link 2><act>");

    [Fact]
    public void Without_product_tokens_a_product_is_known_by_its_words_alone()
    {
        var plain = View(new WebShopViewOptions { ProductTokens = false, TitleTokens = 40 });
        Render(Results, new IndexPage(Instruction), plain).ShouldBe("<results> t-shirt, large<link 1> large wine<link 2><act>");
        Render(Item, Results, plain).ShouldStartWith("<item><group> color");
    }

    [Fact]
    public void What_was_just_shown_is_not_shown_again()
    {
        Render(Item, Details).ShouldStartWith("<same-item><group> color");
        Render(Item with { Asin = "T02" }, Item).ShouldStartWith("<item><id:T02>");
        Render(Details, Item).ShouldBe("<details><act>");
        Render(Results with { Number = 2 }, Results).ShouldStartWith("<more-results>");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Titles_have_at_most_so_many_tokens(int limit)
    {
        var vocabulary = ToyStudent.Vocabulary;
        foreach (var highlight in new[] { true, false })
        {
            List<int> ids = [];
            View(new WebShopViewOptions { TitleTokens = limit, Highlight = highlight }).RenderPage(Results, Item, ids);
            ids.Count.ShouldBeLessThanOrEqualTo(2 + (2 * (2 + limit)));
            ids[1].ShouldBe(vocabulary.ProductId("T01"));
            ids[^2].ShouldBe(vocabulary.Links[1], "a line ends with its place");
            ids.Count(id => id == vocabulary.Subwords.UnknownId).ShouldBe(1, "the product without a token of its own");
        }
    }

    [Theory]
    [InlineData("search[Wool Hat]", "<search> wool hat<end>")]
    [InlineData("click[Buy Now]", "<buy now>")]
    [InlineData("click[t02]", "<option> t02<end>")]
    [InlineData("click[red wine]", "<value 1>")]
    [InlineData("think hard", "<option> think hard<end>")]
    public void Actions_are_rendered_with_their_end(string action, string expected)
    {
        List<int> ids = [];
        _view.RenderAction(ToyPages.Observe(Item), [], action, ids);
        ToyStudent.Vocabulary.Subwords.Decode([.. ids]).ShouldBe(expected);
    }

    [Fact]
    public void Only_groups_in_which_nothing_is_selected_stay_in_view()
    {
        var half = Item with { Options = [Item.Options[0] with { Selected = "red" }, Item.Options[1]] };
        Render(half, Item).ShouldBe("<same-item><group> size<option> large<value 1><act>");
        var whole = half with { Options = [half.Options[0], half.Options[1] with { Selected = "large" }] };
        Render(whole, half).ShouldBe("<same-item><act>");
    }

    [Theory]
    [InlineData("click[red]", "<value 2>")]
    [InlineData("click[large]", "<value 3>")]
    [InlineData("click[sand]", "<option> sand<end>")]
    public void A_shown_value_is_chosen_by_its_place_and_others_are_spelled(string action, string expected)
    {
        List<int> ids = [];
        _view.RenderAction(ToyPages.Observe(Item), [], action, ids);
        ToyStudent.Vocabulary.Subwords.Decode([.. ids]).ShouldBe(expected);
    }

    [Fact]
    public void A_link_is_named_by_its_place_on_the_page()
    {
        List<int> ids = [];
        _view.RenderAction(ToyPages.Observe(Results), [], $"click[{Results.Results[1].Asin.ToLowerInvariant()}]", ids);
        ids.ShouldBe([ToyStudent.Vocabulary.Links[1]]);
    }

    [Fact]
    public void Recorded_text_without_its_page_is_refused() =>
        Should.Throw<GleanerException>(() => _view.RenderObservation(new Observation("Instruction: [SEP] find me a hat"), [], []));

    private static WebShopView View(WebShopViewOptions options) => new(ToyStudent.Vocabulary, options);

    private string Render(Page page, Page? previous, WebShopView? view = null)
    {
        List<int> ids = [];
        (view ?? _view).RenderPage(page, previous, ids);
        return ToyStudent.Vocabulary.Subwords.Decode([.. ids]);
    }
}
