using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

public sealed class ShoppingRequestTests
{
    [Fact]
    public void Qualities_options_and_price_are_told_apart()
    {
        var request = ShoppingRequest.Parse(
            "Find me machine wash shirts with cotton spandex, short sleeve for daily wear with color: green stripe, and size: 3x-large tall, and price lower than 40.00 dollars");
        request.Description.ShouldBe("machine wash shirts with cotton spandex, short sleeve for daily wear");
        request.Options.ShouldBe([new RequestedOption("color", "green stripe"), new RequestedOption("size", "3x-large tall")]);
        request.MaxPrice.ShouldBe(40);
    }

    [Fact]
    public void A_separator_inside_a_value_stays_in_it() =>
        ShoppingRequest.Parse("Find me a set with color: red, black, and white, and size: 2")
            .Options.ShouldBe([new RequestedOption("color", "red, black, and white"), new RequestedOption("size", "2")]);

    [Fact]
    public void Free_wording_gives_a_price_but_no_named_options()
    {
        var request = ShoppingRequest.Parse("i am looking for black loafers in size 10.5, and price lower than 60.00 dollars");
        request.Options.ShouldBeEmpty();
        request.Description.ShouldBe("i am looking for black loafers in size 10.5");
        request.MaxPrice.ShouldBe(60);
    }

    [Fact]
    public void Without_a_bound_any_price_will_do() =>
        ShoppingRequest.Parse("Find me lamps").MaxPrice.ShouldBe(double.PositiveInfinity);
}
