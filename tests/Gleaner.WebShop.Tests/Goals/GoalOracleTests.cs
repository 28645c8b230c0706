using System.Text.Json;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Tests.Goals;

[Trait("Category", "Oracle")]
public sealed class GoalOracleTests(RealShop shop, ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Synthetic_goals_are_the_originals(bool isStored) =>
        Compare("oracle_goals_synthetic_1k_seed0.json", new GoalList(shop.CatalogueHeld(isStored)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Human_goals_are_the_originals(bool isStored) =>
        Compare("oracle_goals_human_1k_seed0.json", new GoalList(shop.CatalogueHeld(isStored), new GoalSettings { Kind = GoalKind.Human }));

    [Fact]
    public void Price_bounds_of_the_AgentGym_variant_are_the_recorded_ones()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle("oracle_price_upper_agentgym.json")));
        double[] expected = [.. oracle.RootElement.GetProperty("price_upper").EnumerateArray().Select(x => x.GetDouble())];
        var groups = new GoalBuilder(shop.Catalogue, new GoalSettings { PriceBounds = PriceBoundVariant.AgentGym }).Groups();
        double[] bounds = [.. groups.SelectMany(group => Enumerable.Repeat(group.Bound, group.Count))];
        bounds.ShouldBe(expected);
        output.WriteLine($"{expected.Length} of {bounds.Length} price bounds equal");
    }

    private void Compare(string file, GoalList goals)
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle(file)));
        var prices = ComparePrices(oracle.RootElement.GetProperty("product_prices"), goals.Catalogue);
        var expected = oracle.RootElement.GetProperty("goals");
        goals.Count.ShouldBe(expected.GetArrayLength());
        var i = 0;
        foreach (var goal in expected.EnumerateArray())
        {
            CompareGoal(goal, goals.Goals[i], $"goal {i}");
            i++;
        }

        output.WriteLine($"{file}: {prices} prices and {i} goals equal");
    }

    private static int ComparePrices(JsonElement expected, ProductCatalogue catalogue)
    {
        var count = 0;
        foreach (var price in expected.EnumerateObject())
        {
            catalogue.Prices[catalogue.IndexOf(price.Name)].ShouldBe(price.Value.GetDouble(), price.Name);
            count++;
        }

        count.ShouldBe(catalogue.Products.Count);
        return count;
    }

    private static void CompareGoal(JsonElement expected, Goal actual, string where)
    {
        actual.Product.Asin.ShouldBe(expected.GetProperty("asin").GetString(), where);
        actual.Instruction.ShouldBe(expected.GetProperty("instruction_text").GetString(), where);
        actual.Attributes.ShouldBe(expected.GetProperty("attributes").EnumerateArray().Select(x => x.GetString()!), where);
        actual.PriceUpper.ShouldBe(expected.GetProperty("price_upper").GetDouble(), where);
        actual.Weight.ShouldBe(expected.GetProperty("weight").GetDouble(), where);
        var options = expected.GetProperty("goal_options");
        var expectedOptions = options.ValueKind == JsonValueKind.Object
            ? options.EnumerateObject().Select(option => new GoalOption(option.Name, option.Value.GetString()!))
            : options.EnumerateArray().Select(option => new GoalOption(null, option.GetString()!));
        actual.Options.ShouldBe(expectedOptions, where);
    }
}
