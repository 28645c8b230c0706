using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Tokenizers.Splitting;

namespace Gleaner.Tokenizers.Tests.Splitting;

public sealed class SplitterTests
{
    /// <summary>Characters of every kind that the patterns tell apart, the interesting ones more than once.</summary>
    private const string Characters = "   \n\n\r\t\u0085\u00a0\u3000aabstmdvelrSTLEéñß中かπ''''’1234٣Ⅷ½.,!?-_[]$€\u0300\u0323\0\u200d\ufeff";

    private static readonly Gen<string> Texts =
        Gen.Elements(Characters.ToCharArray()).ListOf().Select(characters => new string([.. characters]));

    [Fact]
    public void The_scanner_of_GPT_2_cuts_as_its_pattern() => CutsAs(new Gpt2Splitter(), Gpt2Splitter.Pattern);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_scanner_of_Llama_3_and_Qwen2_cuts_as_its_pattern(int digits) => CutsAs(new DigitAwareSplitter(digits), DigitAwareSplitter.PatternOf(digits));

    [Theory]
    [InlineData(true, new[] { "a", "1", "2", "b" })]
    [InlineData(false, new[] { "a", "12", "b" })]
    public void Digits_are_set_apart(bool isIndividual, string[] expected) => Cut(new DigitsSplitter(isIndividual), "a12b").ShouldBe(expected);

    [Fact]
    public void Letters_and_digits_beyond_the_basic_plane_are_letters_and_digits()
    {
        Cut(new DigitAwareSplitter(1), "\U00010330\U00010331\U0001D7CE\U0001D7CF\U0001F600!").ShouldBe(["\U00010330\U00010331", "\U0001D7CE", "\U0001D7CF", "\U0001F600!"]);
        Cut(new Gpt2Splitter(), " \U00010330\U00010331 \U0001D7CE\U0001D7CF").ShouldBe([" \U00010330\U00010331", " \U0001D7CE\U0001D7CF"]);
    }

    [Fact]
    public void The_long_s_is_an_s_in_contractions() => Cut(new DigitAwareSplitter(3), "I'\u017Fabc").ShouldBe(["I", "'\u017F", "abc"]);

    [Theory]
    [InlineData(true, new[] { "a", "▁▁b", "▁c", "▁" })]
    [InlineData(false, new[] { "a", "▁", "▁b", "▁c", "▁" })]
    public void Marks_begin_words(bool isRunKept, string[] expected) => Cut(new MarkSplitter('▁', isRunKept), "a▁▁b▁c▁").ShouldBe(expected);

    private static void CutsAs(ISplitter splitter, string pattern)
    {
        // The engine of .NET sees UTF-16 units, so it can judge texts of the basic plane only.
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        Prop.ForAll(Texts.ToArbitrary(), text => Cut(splitter, text).SequenceEqual(regex.Matches(text).Select(match => match.Value)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static string[] Cut(ISplitter splitter, string text)
    {
        List<string> parts = [];
        for (var at = 0; at < text.Length;)
        {
            var end = splitter.Next(text, at);
            parts.Add(text[at..end]);
            at = end;
        }

        return [.. parts];
    }
}
