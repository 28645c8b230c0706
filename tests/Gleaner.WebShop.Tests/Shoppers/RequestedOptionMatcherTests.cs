using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

public sealed class RequestedOptionMatcherTests
{
    private static readonly OptionGroup Sizes = new("size", ["x-large", "large", "small"], null);
    private static readonly ShoppingRequest Named = ShoppingRequest.Parse("Find me a shirt with color: red, and size: large");

    [Fact]
    public void The_value_asked_for_is_found() => RequestedOptionMatcher.Find(Named, Sizes, loosely: false).ShouldBe("large");

    [Fact]
    public void A_loose_match_takes_the_first_that_ends_alike() => RequestedOptionMatcher.Find(Named, Sizes, loosely: true).ShouldBe("x-large");

    [Fact]
    public void A_group_that_was_not_asked_for_stays_unselected() =>
        RequestedOptionMatcher.Find(Named, new OptionGroup("style", ["large"], null), loosely: false).ShouldBeNull();

    [Theory]
    [InlineData("a small black lamp", "small")]
    [InlineData("a smallish black lamp", null)]
    [InlineData("an x-large lamp", "x-large")]
    public void In_free_wording_the_longest_whole_value_counts(string text, string? value) =>
        RequestedOptionMatcher.Find(ShoppingRequest.Parse(text), Sizes, loosely: false).ShouldBe(value);

    [Fact]
    public void Missing_values_are_counted() =>
        RequestedOptionMatcher.CountMissing(Named, new ItemPage("", "B1", "", "$1.0", [Sizes], HasAttributesButton: false)).ShouldBe(1);
}
