using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Trajectories;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Tests.Sessions;

/// <summary>Whole episodes of the real environment: every page in three modes, the actions, rewards and their details.</summary>
[Trait("Category", "Oracle")]
public sealed class EpisodeOracleTests(RealShop shop, ITestOutputHelper output)
{
    [Fact]
    public void Episodes_run_as_in_the_original()
    {
        var episodes = 0;
        var pages = 0;
        var purchases = 0;
        foreach (var line in File.ReadLines(TestData.Oracle("oracle_episodes_1k.jsonl")))
        {
            using var record = JsonDocument.Parse(line);
            var episode = record.RootElement;
            var (comparedPages, comparedPurchases) = Compare(episode, episode.GetProperty("name").GetString()!);
            episodes++;
            pages += comparedPages;
            purchases += comparedPurchases;
        }

        pages.ShouldBeGreaterThan(0);
        output.WriteLine($"{episodes} episodes: {pages} pages equal as text, text_rich and url, with their actions; {purchases} purchases equal in reward and details");
    }

    private (int Pages, int Purchases) Compare(JsonElement expected, string name)
    {
        var goals = expected.GetProperty("goals").GetString() == "human" ? shop.Human : shop.Synthetic;
        var goal = expected.GetProperty("goal_index").GetInt32();
        ObservationMode[] modes = [ObservationMode.Text, ObservationMode.TextRich, ObservationMode.Url];
        var nouns = Nouns(expected, goals.Goals[goal]);
        WebShopEpisode[] episodes = [.. modes.Select(mode => new WebShopEnvironment(goals, new ShopSettings { Mode = mode }, nouns).Reset(goal))];
        ComparePages(episodes, expected.GetProperty("reset"), expected.GetProperty("reset_available"), $"{name}, reset");
        var pages = 1;
        var purchases = 0;
        foreach (var step in expected.GetProperty("steps").EnumerateArray())
        {
            var where = $"{name}, step {pages}: {step.GetProperty("action").GetString()}";
            foreach (var episode in episodes)
            {
                var result = episode.Step(step.GetProperty("action").GetString()!);
                result.Reward.ShouldBe(step.GetProperty("reward").GetDouble(), where);
                result.IsDone.ShouldBe(step.GetProperty("done").GetBoolean(), where);
            }

            ComparePages(episodes, step.GetProperty("obs"), step.GetProperty("available"), where);
            purchases += ComparePurchase(episodes[0].Purchase, step, where);
            pages++;
        }

        return (pages, purchases);
    }

    // The tagger's nouns are part of the oracle's input.
    private static ITitleNouns? Nouns(JsonElement episode, Goal goal)
    {
        var nouns = new Dictionary<string, ImmutableArray<string>>();
        foreach (var step in episode.GetProperty("steps").EnumerateArray().Where(step => step.TryGetProperty("goal_nouns", out _)))
        {
            nouns[step.GetProperty("purchased").GetString()!] = [.. step.GetProperty("purchased_nouns").EnumerateArray().Select(x => x.GetString()!)];
            nouns[goal.Product.Asin] = [.. step.GetProperty("goal_nouns").EnumerateArray().Select(x => x.GetString()!)];
        }

        return nouns.Count == 0 ? null : new PrecomputedTitleNouns(nouns, new RuleBasedTitleNouns());
    }

    private static void ComparePages(WebShopEpisode[] episodes, JsonElement page, JsonElement available, string where)
    {
        TextDifference.Find(page.GetProperty("text").GetString()!, episodes[0].Observation.Text).ShouldBeNull(where);
        TextDifference.Find(page.GetProperty("text_rich").GetString()!, episodes[1].Observation.Text).ShouldBeNull(where);
        TextDifference.Find(page.GetProperty("url").GetString()!, episodes[2].Observation.Text).ShouldBeNull(where);
        var actions = episodes[0].Observation.Actions;
        actions.HasSearchBar.ShouldBe(available.GetProperty("has_search_bar").GetBoolean(), where);
        actions.Clickables.ShouldBe(available.GetProperty("clickables").EnumerateArray().Select(x => x.GetString()!), where);
    }

    private static int ComparePurchase(Purchase? purchase, JsonElement step, string where)
    {
        if (!step.TryGetProperty("verbose_info", out var info))
        {
            return 0;
        }

        purchase.ShouldNotBeNull(where);
        purchase.Asin.ShouldBe(step.GetProperty("purchased").GetString(), where);
        purchase.Options.ShouldBe(
            step.GetProperty("options").EnumerateObject().Select(option => new SelectedOption(option.Name, option.Value.GetString()!)), where);
        CompareDetails(info, purchase.Details, where);
        return 1;
    }

    private static void CompareDetails(JsonElement info, RewardDetails details, string where)
    {
        details.Type.ShouldBe(info.GetProperty("r_type").GetDouble(), where);
        details.Attributes.ShouldBe(info.GetProperty("r_att").GetDouble(), where);
        details.AttributesWeight.ShouldBe(info.GetProperty("w_att").GetDouble(), where);
        details.QueryMatch.ShouldBe(info.GetProperty("query_match").GetBoolean(), where);
        details.CategoryMatch.ShouldBe(info.GetProperty("category_match").GetBoolean(), where);
        details.TitleScore.ShouldBe(info.GetProperty("title_score").GetDouble(), where);
        details.Options.ShouldBe(info.TryGetProperty("r_option", out var options) ? options.GetDouble() : null, where);
        details.OptionsWeight.ShouldBe(info.TryGetProperty("w_option", out var weight) ? weight.GetDouble() : null, where);
        details.PriceMet.ShouldBe(info.GetProperty("r_price").GetBoolean(), where);
        details.PriceWeight.ShouldBe(info.GetProperty("w_price").GetDouble(), where);
    }
}
