using System.Text.Json;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Tests.Rewards;

/// <summary>Comparisons and rewards against recordings of the original's functions.</summary>
[Trait("Category", "Oracle")]
public sealed class RewardOracleTests(RealShop shop, ITestOutputHelper output) : IClassFixture<RealShop>
{
    [Fact]
    public void Token_set_ratios_are_the_originals()
    {
        var rows = Rows("oracle_token_set_ratio.json", "pairs");
        rows.Where(r => TokenSetRatio.Compute(r[0].GetString()!, r[1].GetString()!) != r[2].GetInt32()).Select(r => r.ToString()).ShouldBeEmpty();
        rows.ShouldNotBeEmpty();
        output.WriteLine($"{rows.Count} of {rows.Count} token set ratios equal");
    }

    [Fact]
    public void Colours_are_the_originals()
    {
        var rows = Rows("oracle_normalize_color.json", "rows");
        rows.Where(r => ColorNames.Normalize(r[0].GetString()!) != r[1].GetString()).Select(r => r.ToString()).ShouldBeEmpty();
        rows.ShouldNotBeEmpty();
        output.WriteLine($"{rows.Count} of {rows.Count} colours equal");
    }

    [Fact]
    public void Options_of_synthetic_goals_are_compared_as_in_the_original()
    {
        var rows = Rows("oracle_option_tuple.json", "rows");
        rows.Where(r => Ratio(r) != r[4].GetInt32()).Select(r => r.ToString()).ShouldBeEmpty();
        rows.ShouldNotBeEmpty();
        output.WriteLine($"{rows.Count} of {rows.Count} option comparisons equal");

        static int Ratio(JsonElement row)
        {
            var wanted = new GoalOption(row[0][0].GetString(), row[0][1].GetString()!);
            return TokenSetRatio.Compute(ColorNames.Normalize(row[1].GetString()!), OptionMatcher.ComparedText(wanted));
        }
    }

    [Fact]
    public void Rewards_are_the_originals()
    {
        var catalogue = shop.Catalogue;
        var nouns = new RecordedNouns();
        var calculator = new RewardCalculator(catalogue, RewardMode.Compatible, nouns);
        var rows = Rows("oracle_reward_1k.json", "rows");
        foreach (var row in rows)
        {
            var goal = (row.GetProperty("goals").GetString() == "human" ? shop.Human : shop.Synthetic).Goals[row.GetProperty("goal_index").GetInt32()];
            var product = catalogue.IndexOf(row.GetProperty("asin").GetString()!);
            catalogue.Prices[product].ShouldBe(row.GetProperty("price").GetDouble());
            nouns.Learn(goal.Product.Asin, row.GetProperty("goal_nouns"));
            nouns.Learn(catalogue.Products[product].Asin, row.GetProperty("purchased_nouns"));
            var chosen = row.GetProperty("options").EnumerateObject().Select(o => KeyValuePair.Create(o.Name, o.Value.GetString()!)).ToList();
            calculator.Judge(goal, product, chosen).ShouldBe(Expected(row), row.ToString());
        }

        rows.ShouldNotBeEmpty();
        output.WriteLine($"{rows.Count} of {rows.Count} rewards with their details equal");
    }

    private static RewardDetails Expected(JsonElement row)
    {
        var info = row.GetProperty("info");
        double? Optional(string name) => info.TryGetProperty(name, out var value) ? value.GetDouble() : null;
        return new RewardDetails(
            row.GetProperty("reward").GetDouble(), Optional("r_type")!.Value, Optional("r_att")!.Value, Optional("w_att")!.Value,
            info.GetProperty("query_match").GetBoolean(), info.GetProperty("category_match").GetBoolean(), Optional("title_score")!.Value,
            Optional("r_option"), Optional("w_option"), info.GetProperty("r_price").GetBoolean(), Optional("w_price")!.Value);
    }

    private static List<JsonElement> Rows(string file, string list)
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle(file)));
        return [.. oracle.RootElement.GetProperty(list).Clone().EnumerateArray()];
    }

    /// <summary>The nouns that the original was given; they are the same in each row of a product.</summary>
    private sealed class RecordedNouns : ITitleNouns
    {
        private readonly Dictionary<string, List<string>> _nouns = [];

        public IReadOnlyList<string> Of(Product product) => _nouns[product.Asin];

        internal void Learn(string asin, JsonElement words)
        {
            List<string> list = [.. words.EnumerateArray().Select(w => w.GetString()!)];
            _nouns.TryAdd(asin, list);
            _nouns[asin].ShouldBe(list, asin);
        }
    }
}
