using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Replay;
using Gleaner.WebShop.Tests.Sessions;

namespace Gleaner.WebShop.Tests.Replay;

public sealed class ReplayerTests : IDisposable
{
    private const string Start = "WebShop [SEP] Instruction: [SEP] Find me lamps with oak wood with size: small [SEP] Search";
    private readonly string _file = Path.GetTempFileName();
    private readonly ProductCatalogue _catalogue = Shop();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_first_difference_is_shown_with_its_surroundings()
    {
        var result = Replay(Recording(Start, "Instruction: [SEP] something else")).ShouldHaveSingleItem();
        (result.StepsCompared, result.StepsIdentical, result.IsIdentical).ShouldBe((1, 0, false));
        result.FirstDifference!.Step.ShouldBe(1);
        result.FirstDifference.WasPossible.ShouldBeFalse();
        result.ToString().ShouldContain("step 1 click[nothing] (not possible here): text differs at character");
        result.ToString().ShouldContain("recorded “Instruction: [SEP] something else”");
    }

    [Fact]
    public void A_price_bound_drawn_otherwise_is_taken_from_the_recording()
    {
        var start = Start.Replace(" [SEP] Search", ", and price lower than 990.00 dollars [SEP] Search");
        var result = Replay(Recording(start, start)).ShouldHaveSingleItem();
        result.IsIdentical.ShouldBeTrue(result.ToString());
        ReplaySummary.Of([result, result]).ToString().ShouldBe("2/2 trajectories and 2/2 steps identical");
    }

    [Theory]
    [InlineData("{\"goals\": ", "not valid JSON")]
    [InlineData("[]", "known format")]
    [InlineData("{\"goals\": \"human_full\"}", "recorded on the full catalogue")]
    [InlineData("{\"goals\": \"other\"}", "unknown goal list 'other'")]
    [InlineData("{\"goals\": \"synthetic_1k_shuffled233\"}", "field that its format needs")]
    public void A_line_that_cannot_be_replayed_is_named(string line, string problem)
    {
        var message = Should.Throw<ReplayException>(() => Replay("", line)).Message;
        message.ShouldContain($"{_file}, line 2");
        message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("\"goal_index\": 0", "\"goal_index\": 7", "goal number 7")]
    [InlineData("Find me lamps", "Find me chairs", "recorded on another catalogue")]
    public void A_recording_of_another_catalogue_is_refused(string part, string replacement, string problem) =>
        Should.Throw<ReplayException>(() => Replay(Recording(Start, Start).Replace(part, replacement))).Message.ShouldContain(problem);

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<ReplayException>(() => new Replayer(_catalogue).Replay("nowhere.jsonl").ToList()).Message.ShouldContain("nowhere.jsonl");

    private static ProductCatalogue Shop()
    {
        var lamp = SmallShop.Lamp;
        return new ProductCatalogue([new Product
        {
            Asin = lamp.Asin, Title = lamp.Title, Category = lamp.Category, Query = lamp.Query, ProductCategory = lamp.ProductCategory,
            Prices = [985], Attributes = lamp.Attributes, Instruction = lamp.Instruction, InstructionAttributes = lamp.InstructionAttributes,
            Options = [new ProductOption("size", ["small"])],
        }]);
    }

    private static string Recording(string start, string observation) => $$"""
        {"goals": "synthetic_1k_shuffled233", "goal_index": 0, "initial_observation": "{{start}}", "steps": [{"action": "click[nothing]", "observation": "{{observation}}"}, {"action": "search[x]", "observation": null}]}
        """;

    private List<ReplayResult> Replay(params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        return [.. new Replayer(_catalogue).Replay(_file)];
    }
}
