using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Tests.Catalogue;

public sealed class PriceTagTests
{
    [Theory]
    [InlineData(null, "$100.0")]
    [InlineData("", "$100.0")]
    [InlineData("$877.80", "$877.8")]
    [InlineData("$1,847.00", "$1847.0")]
    [InlineData("$19.99$27.99", "$19.99 to $27.99")]
    [InlineData("$44.99$33.98", "$44.99 to $33.98")]
    [InlineData("$1$2$3", "$1.0 to $2.0")]
    [InlineData("from $5.50 each", "$5.5")]
    [InlineData("$.5", "$0.5")]
    [InlineData("$5.", "$5.0")]
    [InlineData("$٣", "$3.0")]
    public void Prices_are_read_and_printed_as_in_the_original(string? pricing, string tag) =>
        PriceTag.Format(PriceTag.Parse(pricing)).ShouldBe(tag);

    [Theory]
    [InlineData("12.50")]
    [InlineData("$")]
    [InlineData("$.")]
    [InlineData("$1.2.3")]
    public void Prices_that_are_none_are_refused(string pricing) => Should.Throw<FormatException>(() => PriceTag.Parse(pricing));

    [Fact]
    public void A_price_beyond_all_numbers_is_refused_in_a_short_message() =>
        Should.Throw<FormatException>(() => PriceTag.Parse("$" + new string('9', 400))).Message.Length.ShouldBeLessThan(200);
}
