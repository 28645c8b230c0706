using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Tests.Rewards;

public sealed class RewardCalculatorTests
{
    // Values without colour names inside: on those the original may refuse the right choice, see Strict_accepts_...
    private static readonly string[] Sizes = ["small", "x-small", "large", "x-large", "9", "9.5", "2 pack"];

    private static readonly Product Lamp = Make("LAMP", "Harbor oak desk lamp", ["long lasting"], 20);
    private static readonly Product OtherLamp = Make("LAMP2", "Meadow floor lamp", ["easy clean"], 90);
    private static readonly Product Soap = new()
    {
        Asin = "SOAP", Title = "Olive soap", Category = "beauty", Query = "soap", ProductCategory = "Beauty \u203A Bath", Prices = [20],
    };

    private static readonly ProductCatalogue Catalogue = new([Lamp, OtherLamp, Soap]);

    [Theory]
    [InlineData("large", "x-large")]
    [InlineData("9", "9.5")]
    [InlineData("navy blue", "light blue")]
    [InlineData("color", "green olive")]
    public void Near_options_satisfy_the_compatible_mode_only(string chosen, string wanted)
    {
        Judge(RewardMode.Compatible, 0, chosen, wanted).Options.ShouldBe(1);
        Judge(RewardMode.Strict, 0, chosen, wanted).Options.ShouldBe(0);
    }

    [Fact]
    public void Strict_accepts_the_right_choice_where_the_original_does_not()
    {
        Judge(RewardMode.Compatible, 0, "stand", "stand").Options.ShouldBe(0);
        Judge(RewardMode.Strict, 0, "stand", "stand").Options.ShouldBe(1);
    }

    [Fact]
    public void Strict_asks_for_the_option_of_that_name()
    {
        var calculator = new RewardCalculator(Catalogue, RewardMode.Strict);
        var goal = GoalFor(new GoalOption("color", "2 Pack"));
        calculator.Judge(goal, 0, [KeyValuePair.Create("size", "2 pack")]).Options.ShouldBe(0);
        calculator.Judge(goal, 0, [KeyValuePair.Create("Color ", "2  pack")]).Options.ShouldBe(1);
        calculator.Judge(GoalFor(new GoalOption(null, "2/pack")), 0, [KeyValuePair.Create("size", "2 | pack")]).Options.ShouldBe(1);
    }

    [Fact]
    public void The_reward_is_made_of_kind_attributes_options_and_price()
    {
        var right = Judge(RewardMode.Compatible, 0, "large", "large");
        right.ShouldBe(new RewardDetails(1, 1, 1, 1 / 3.0, true, true, 1, 1, 1 / 3.0, true, 1 / 3.0));

        // A product of the same kind that lacks the attribute and costs too much keeps the option's third.
        Judge(RewardMode.Compatible, 1, "large", "large").ShouldSatisfyAllConditions(
            d => d.Reward.ShouldBe(1 / 3.0), d => d.Attributes.ShouldBe(0), d => d.PriceMet.ShouldBeFalse());

        // Another kind earns nothing, whatever else is right.
        Judge(RewardMode.Compatible, 2, "large", "large").ShouldSatisfyAllConditions(d => d.Type.ShouldBe(0), d => d.Reward.ShouldBe(0));
    }

    [Fact]
    public void A_goal_of_another_catalogue_is_refused()
    {
        var calculator = new RewardCalculator(new ProductCatalogue([Soap]), RewardMode.Compatible);
        Should.Throw<ArgumentException>(() => calculator.Judge(GoalFor(), 0, [])).Message.ShouldContain("LAMP");
    }

    [Fact]
    public void Rewards_lie_in_0_to_1_and_strict_ones_are_no_greater_without_colour_names()
    {
        var any = Gen.Elements(Sizes).ToArbitrary();
        Prop.ForAll(any, any, Gen.Choose(0, 2).ToArbitrary(), (chosen, wanted, product) =>
        {
            var compatible = Judge(RewardMode.Compatible, product, chosen, wanted).Reward;
            var strict = Judge(RewardMode.Strict, product, chosen, wanted).Reward;
            return compatible is >= 0 and <= 1 && strict >= 0 && strict <= compatible;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nouns_of_a_title_are_guessed_by_rules() => new RuleBasedTitleNouns()
        .Of(Make("A", "Harbor 2-Pack Washable Soft Cotton Towels for the Bath, Extra Large (70x140)", [], 5))
        .ShouldBe(["harbor", "pack", "cotton", "towels", "bath"]);

    private static RewardDetails Judge(RewardMode mode, int product, string chosen, string wanted)
    {
        var name = chosen == "color" || wanted.Contains("blue") ? "color" : "size";
        return new RewardCalculator(Catalogue, mode).Judge(GoalFor(new GoalOption(name, wanted)), product, [KeyValuePair.Create(name, chosen)]);
    }

    private static Goal GoalFor(params ImmutableArray<GoalOption> options) => new()
    {
        Product = Lamp, Kind = GoalKind.Synthetic, Request = "Find me a lamp", Attributes = ["long lasting"], Options = options, PriceUpper = 30,
    };

    private static Product Make(string asin, string title, ImmutableArray<string> attributes, double price) => new()
    {
        Asin = asin, Title = title, Category = "home", Query = "lamps", ProductCategory = "Home \u203A Light \u203A Lamps",
        Attributes = attributes, Prices = [price],
    };
}
