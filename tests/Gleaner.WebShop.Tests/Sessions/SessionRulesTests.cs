using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Tests.Sessions;

public sealed class SessionRulesTests
{
    private const string OpenLamp = "click[b00000lamp]";

    [Theory]
    [InlineData("search[lamp]", true)]
    [InlineData("search[lamp] and more", true)]
    [InlineData("search[a]b]", true)]
    [InlineData("search[ ]", true)]
    [InlineData("search[]", false)]
    [InlineData("[lamp]", false)]
    [InlineData("Search[lamp]", false)]
    [InlineData(" search[lamp]", false)]
    [InlineData("search[a[b]c]", false)]
    [InlineData("search[la\nmp]", false)]
    [InlineData("search[lamp]\n]", true)]
    [InlineData("click[search]", false)]
    [InlineData("click[buy now]", false)]
    [InlineData("", false)]
    public void Only_what_the_original_reads_as_an_action_is_one(string action, bool possible)
    {
        var episode = SmallShop.Open();
        var before = episode.Observation.Text;
        var result = episode.Step(action);
        result.WasPossible.ShouldBe(possible);
        (result.Observation.Text == before).ShouldBe(!possible);
    }

    [Fact]
    public void Going_back_from_an_item_clears_its_options_and_keeps_the_page()
    {
        var episode = SmallShop.Open().After("search[chair]", "click[next >]");
        var results = episode.Observation.Text;
        var first = episode.Observation.Actions.Clickables[3];
        episode.After($"click[{first}]", "click[< prev]").Observation.Text.ShouldBe(results);
    }

    [Fact]
    public void Going_back_from_a_sub_page_keeps_the_options()
    {
        var episode = SmallShop.Open(ObservationMode.Url).After("search[lamp]", OpenLamp, "click[red]");
        var item = episode.Observation.Text;
        item.ShouldBe("http://127.0.0.1:3000/item_page/s/B00000LAMP/lamp/1/{\"color\": \"red\"}");
        episode.After("click[description]").Observation.Text.ShouldBe("http://127.0.0.1:3000/item_sub_page/s/B00000LAMP/lamp/1/Description/{'color': 'red'}");
        episode.After("click[< prev]").Observation.Text.ShouldBe(item);
    }

    [Fact]
    public void A_value_of_two_groups_is_selected_in_the_later_one_and_a_group_keeps_its_place()
    {
        var episode = SmallShop.Open(ObservationMode.Url)
            .After("search[lamp]", OpenLamp, "click[shared]", "click[5'6\"]", "click[red]", "click[buy now]");
        episode.Observation.Text.ShouldBe("http://127.0.0.1:3000/done/s/B00000LAMP/{'color': 'red', 'size': '5\\'6\"'}");
    }

    [Fact]
    public void A_value_named_as_a_page_opens_the_page()
    {
        var episode = SmallShop.Open().After("search[lamp]", OpenLamp);
        episode.Fork().After("click[features]").Observation.Page.ShouldBeOfType<DetailsPage>();
        episode.Step("click[search]").WasPossible.ShouldBeFalse();
        episode.After("click[next >]").Observation.Page.ShouldBeOfType<ItemPage>().Options[1].Selected.ShouldBe("next >");
    }

    [Fact]
    public void Page_names_among_the_keywords_lead_astray_as_in_the_original()
    {
        var episode = SmallShop.Open().After("search[lamp search_results]", OpenLamp, "click[< prev]");
        var page = episode.Observation.Page.ShouldBeOfType<ResultsPage>();
        (page.Number, page.Results.Length).ShouldBe((0, 0));
        episode.Observation.Actions.Clickables.ShouldBe(["back to search", "next >"]);
        episode.After("click[next >]").Observation.Page.ShouldBeOfType<ResultsPage>().Number.ShouldBe(1);
    }

    [Fact]
    public void Page_names_among_the_options_do_too() =>
        SmallShop.Open().After("search[lamp]", OpenLamp, "click[item_page]", "click[description]", "click[< prev]")
            .Observation.Page.ShouldBeOfType<ResultsPage>();

    [Fact]
    public void The_first_word_of_a_search_may_be_a_command()
    {
        Results("search[<c> furniture and more]").TotalResults.ShouldBe(60);
        Results("search[<q> kitchen chairs]").TotalResults.ShouldBe(60);
        Results("search[<q> Kitchen]").TotalResults.ShouldBe(0);
        Results("search[<r>]").TotalResults.ShouldBe(50);
        Results("search[<x> chair]").TotalResults.ShouldBe(50);
        SmallShop.Open().Step("search[<a> oak]").WasPossible.ShouldBeFalse();
        SmallShop.Open().Step("search[<c>]").WasPossible.ShouldBeFalse();
    }

    [Fact]
    public void Random_results_change_with_each_page_and_repeat_with_the_task()
    {
        var episode = SmallShop.Open().After("search[<r>]");
        var first = episode.Observation.Text;
        SmallShop.Open().After("search[<r>]").Observation.Text.ShouldBe(first);
        episode.After("click[next >]", "click[< prev]").Observation.Text.ShouldNotBe(first);
    }

    [Fact]
    public void The_shop_stays_open_after_a_purchase()
    {
        var episode = SmallShop.Open().After("search[lamp]", OpenLamp, "click[red]", "click[buy now]");
        (episode.IsDone, episode.Return).ShouldBe((true, 1.0));
        episode.Observation.Actions.Clickables.ShouldBeEmpty();
        episode.Step("click[back to search]").WasPossible.ShouldBeFalse();
        var result = episode.Step("search[chair]");
        (result.Reward, result.IsDone, result.WasPossible).ShouldBe((0, false, true));
        (episode.IsDone, episode.Return).ShouldBe((true, 1.0));
    }

    [Fact]
    public void A_fork_goes_its_own_way()
    {
        var episode = SmallShop.Open(ObservationMode.TextRich).After("search[lamp]", OpenLamp, "click[red]");
        var before = episode.Observation.Text;
        var fork = episode.Fork();
        fork.After("click[small]", "click[< prev]", "click[back to search]");
        episode.Observation.Text.ShouldBe(before);
        episode.Fork().After("click[buy now]").Return.ShouldBe(1);
        (episode.IsDone, fork.IsDone).ShouldBe((false, false));
    }

    private static ResultsPage Results(string action) => SmallShop.Open().After(action).Observation.Page.ShouldBeOfType<ResultsPage>();
}
