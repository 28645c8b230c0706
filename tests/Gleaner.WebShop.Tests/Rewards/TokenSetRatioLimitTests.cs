using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Tests.Rewards;

public sealed class TokenSetRatioLimitTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Oracle")]
    public void The_short_cut_decides_as_the_ratio_does()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle("oracle_token_set_ratio.json")));
        var rows = oracle.RootElement.GetProperty("pairs");
        foreach (var row in rows.EnumerateArray())
        {
            var (a, b, ratio) = (row[0].GetString()!, row[1].GetString()!, row[2].GetInt32());
            TokenSetRatio.IsAbove(TokenSet.Parse(a), TokenSet.Parse(b), 85).ShouldBe(ratio > 85, $"{a} / {b}");
        }

        output.WriteLine($"{rows.GetArrayLength()} pairs decided alike");
    }

    [Fact]
    public void It_does_so_for_any_texts_and_limit()
    {
        var text = Gen.Elements('a', 'b', 'c', ' ', 'é', '猫').ArrayOf().Select(letters => new string(letters));
        Gen<(string, string, int)> cases = from a in text from b in text from limit in Gen.Choose(0, 100) select (a, b, limit);
        Prop.ForAll(cases.ToArbitrary(), pair =>
            TokenSetRatio.IsAbove(TokenSet.Parse(pair.Item1), TokenSet.Parse(pair.Item2), pair.Item3)
                == TokenSetRatio.Compute(pair.Item1, pair.Item2) > pair.Item3).QuickCheckThrowOnFailure();
    }
}
