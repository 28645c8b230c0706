using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Student;

public sealed class InstructionWordsTests
{
    private static readonly InstructionWords Words =
        new("Find me women's T-Shirts for the all-in-one look, with size: x-large, and 2.5 inch; price lower than 20.00 dollars");

    [Theory]
    [InlineData("Women's", true)]
    [InlineData("t-shirt", true)]
    [InlineData("T-Shirts,", true)]
    [InlineData("all-in-one", true)]
    [InlineData("LOOKS", true)]
    [InlineData("2.5", true)]
    [InlineData("2", false)]
    [InlineData("t-rex", false)]
    [InlineData("for", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    public void A_word_is_known_in_singular_and_plural_and_with_all_its_parts(string word, bool expected) =>
        Words.Has(word).ShouldBe(expected);

    [Theory]
    [InlineData("x-large", true)]
    [InlineData("large", true)]
    [InlineData("2.5 inch", true)]
    [InlineData("larg", false)]
    [InlineData("5 inch", false)]
    [InlineData("", false)]
    [InlineData("…", false)]
    public void An_option_value_is_known_as_a_whole(string value, bool expected) => Words.HasPhrase(value).ShouldBe(expected);
}
