using Gleaner.Trajectories;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Tests.Sessions;

public sealed class PageTextTests
{
    private const string Head = "Instruction: [SEP] Find me lamps, and price lower than 40.00 dollars [SEP] Back to Search [SEP] < Prev";

    [Fact]
    public void Blank_bullets_are_kept_line_breaks_dropped()
    {
        var episode = SmallShop.Open().After("search[lamp]", "click[b00000lamp]");
        episode.Observation.Actions.Clickables.ShouldContain("features");
        var features = SmallShop.Open().After("search[lamp]", "click[b00000lamp]", "click[features]");
        features.Observation.Text.ShouldBe(Head + " [SEP] bright [SEP]  [SEP] ");
    }

    [Fact]
    public void An_option_without_text_prints_nothing()
    {
        var text = SmallShop.Open().After("search[lamp]", "click[b00000lamp]").Observation.Text;
        text.ShouldContain(" [SEP] size [SEP] small [SEP] shared [SEP] 5'6\" [SEP] item_page [SEP] color [SEP] ");
    }

    [Fact]
    public void Rich_text_marks_what_stands_quoted_in_the_address()
    {
        var episode = SmallShop.Open(ObservationMode.TextRich).After("search[a \"red\" lamp]", "click[b00000lamp]", "click[small]");
        episode.Observation.Text.ShouldStartWith("You have clicked red.\nYou have clicked small.\nInstruction:\n");
        episode.Observation.Text.ShouldContain("\n  [clicked button] red [clicked button_]\n");
        episode.Observation.Text.ShouldContain("\n  [button] shared [button_]\n");
    }

    [Fact]
    public void Values_that_JSON_escapes_never_show_as_clicked()
    {
        var episode = SmallShop.Open(ObservationMode.TextRich).After("search[lamp]", "click[b00000lamp]", "click[5'6\"]");
        episode.Observation.Text.ShouldContain("  [button] 5'6\" [button_]\n");
        episode.Observation.Page.ShouldBeOfType<ItemPage>().Options[0].Selected.ShouldBe("5'6\"");
    }

    [Fact]
    public void Opened_products_are_marked_until_the_start_page()
    {
        var episode = SmallShop.Open(ObservationMode.TextRich).After("search[lamp]", "click[b00000lamp]", "search[lamp]");
        episode.Observation.Text.ShouldContain("\n[clicked button] B00000LAMP [clicked button_]\n");
        episode.After("search[chair]", "click[back to search]", "search[lamp]").Observation.Text.ShouldContain("\n[button] B00000LAMP [button_]\n");
    }

    [Fact]
    public void The_attributes_page_is_offered_where_wanted()
    {
        var episode = SmallShop.Open(settings: new ShopSettings { ShowAttributes = true }).After("search[lamp]", "click[b00000lamp]");
        episode.Observation.Text.ShouldEndWith("Reviews [SEP] Attributes [SEP] Buy Now");
        episode.After("click[attributes]").Observation.Text.ShouldBe(Head + " [SEP] oak wood [SEP] garden [SEP] lamps [SEP] Home › Lamps");
    }

    [Fact]
    public void The_done_page_prints_options_sorted_and_safe_for_HTML()
    {
        var episode = SmallShop.Open().After("search[lamp]", "click[b00000lamp]", "click[5'6\"]", "click[red]", "click[buy now]");
        episode.Observation.Text.ShouldContain(" [SEP] options [SEP] {\"color\": \"red\", \"size\": \"5\\u00276\\\"\"} [SEP] attrs [SEP] None");
    }

    [Fact]
    public void History_stands_in_front_oldest_first()
    {
        var settings = new ShopSettings { PreviousObservations = 1, PreviousActions = 2 };
        var episode = SmallShop.Open(ObservationMode.Url, settings);
        const string start = "http://127.0.0.1:3000/s";
        const string results = "http://127.0.0.1:3000/search_results/s/lamp/1";
        episode.Observation.Text.ShouldBe(start);
        episode.Step("search[lamp]").Observation.Text.ShouldBe($"{start} [SEP] search[lamp] [SEP] {results}");
        episode.Step("nonsense").Observation.Text.ShouldBe($"search[lamp] [SEP] {results} [SEP] nonsense [SEP] {results}");
    }

    [Fact]
    public void An_observation_outlives_its_page()
    {
        var episode = SmallShop.Open();
        var start = episode.Observation;
        episode.After("search[lamp]", "click[b00000lamp]", "click[buy now]");
        start.Text.ShouldStartWith("WebShop [SEP] Instruction:");
        start.Page.ShouldBeOfType<IndexPage>();
        start.Equals((object)SmallShop.Open().Observation).ShouldBeTrue();
        (start == (Observation)episode.Observation).ShouldBeFalse();
    }
}
