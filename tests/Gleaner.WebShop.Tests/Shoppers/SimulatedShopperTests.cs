using System.Collections.Immutable;
using Gleaner.Randomness;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

public sealed class SimulatedShopperTests
{
    private const string Instruction = "Find me cotton shirts with color: red, and size: large, and price lower than 20.00 dollars";

    private static readonly ShopperHabits Undecided = ShopperHabits.Undecided with { IgnoresPrice = 0, ForgetsLastOption = 0, MatchesOptionsLoosely = 0 };

    private static readonly ResultsPage Results = new(Instruction, 1, 3,
        [new ResultLine("B01", "Wool hat", "$5.0"), new ResultLine("B02", "Cotton shirt", "$90.0"), new ResultLine("B03", "Cotton shirt", "$9.0")]);

    [Fact]
    public void It_searches_opens_the_best_line_selects_and_buys()
    {
        var item = Item("B03", null, null);
        Play(ShopperHabits.Faultless, new IndexPage(Instruction), Results, item, Item("B03", "red", null), Item("B03", "red", "large"))
            .ShouldBe(["search[cotton shirts red large]", "click[b03]", "click[red]", "click[large]", "click[buy now]"]);
    }

    [Fact]
    public void It_leaves_a_product_that_lacks_an_option()
    {
        var other = new ItemPage(Instruction, "B03", "Cotton shirt", "$9.0", [new OptionGroup("color", ["blue"], null)], HasAttributesButton: false);
        Play(ShopperHabits.Faultless, new IndexPage(Instruction), Results, other, Results)
            .ShouldBe(["search[cotton shirts red large]", "click[b03]", "click[< prev]", "click[b01]"]);
    }

    [Fact]
    public void A_drawn_fault_shows()
    {
        var habits = ShopperHabits.Faultless with { ForgetsLastOption = 1, OpensWrongItemFirst = 1, Query = QueryContent.WholeText };
        Play(habits, new IndexPage(Instruction), Results, Item("B01", null, null), Results, Item("B03", null, null), Item("B03", "red", null))
            .ShouldBe(["search[cotton shirts color red size large price lower than 20.00 dollars]", "click[b01]", "click[< prev]", "click[b03]", "click[red]", "click[buy now]"]);
    }

    [Fact]
    public void An_undecided_shopper_buys_what_it_opened_first() =>
        Play(Undecided, new IndexPage(Instruction), Results, Item("B03", null, null), Item("B03", "red", null), Item("B03", "red", "large"))
            .ShouldBe(["search[cotton shirts red large]", "click[b03]", "click[red]", "click[large]", "click[buy now]"]);

    [Fact]
    public void An_undecided_shopper_gives_up_before_it_buys_what_it_opened_second()
    {
        var other = new ItemPage(Instruction, "B03", "Cotton shirt", "$9.0", [new OptionGroup("color", ["blue"], null)], HasAttributesButton: false);
        Play(Undecided, new IndexPage(Instruction), Results, other, Results, Item("B01", null, null), Item("B01", "red", null), Item("B01", "red", "large"))
            .ShouldBe(["search[cotton shirts red large]", "click[b03]", "click[< prev]", "click[b01]", "click[red]", "click[large]", null]);
    }

    [Fact]
    public void The_same_trip_and_seed_give_the_same_action()
    {
        var trip = new ShoppingTrip([], Results, 10);
        for (ulong seed = 0; seed < 50; seed++)
        {
            var action = new SimulatedShopper(ShopperHabits.Careful).Act(trip, new Seed(seed));
            new SimulatedShopper(ShopperHabits.Careful).Act(trip, new Seed(seed)).ShouldBe(action);
        }
    }

    [Fact]
    public void Habits_out_of_range_are_named()
    {
        Should.Throw<ArgumentException>(() => new SimulatedShopper(ShopperHabits.Careful with { NeverDecides = 1.5 })).Message.ShouldContain("NeverDecides");
        Should.Throw<ArgumentException>(() => new SimulatedShopper(ShopperHabits.Careful with { LinesRead = 0 })).Message.ShouldContain("LinesRead");
    }

    [Fact]
    public void It_stops_after_the_purchase() =>
        new SimulatedShopper(ShopperHabits.Hasty).Act(new ShoppingTrip([], new DonePage(1), 10), new Seed(1)).ShouldBeNull();

    private static ItemPage Item(string asin, string? color, string? size) => new(
        Instruction, asin, "Cotton shirt", "$9.0",
        [new OptionGroup("color", ["blue", "red"], color), new OptionGroup("size", ["large", "small"], size)], HasAttributesButton: false);

    private static List<string?> Play(ShopperHabits habits, params Page[] pages)
    {
        var shopper = new SimulatedShopper(habits);
        var past = ImmutableArray<PastTurn>.Empty;
        List<string?> actions = [];
        foreach (var page in pages)
        {
            var action = shopper.Act(new ShoppingTrip(past, page, 10), new Seed(7));
            actions.Add(action);
            past = past.Add(new PastTurn(page, action!));
        }

        return actions;
    }
}
