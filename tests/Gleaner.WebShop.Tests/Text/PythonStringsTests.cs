using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Tests.Text;

/// <summary>Expected values were printed by CPython.</summary>
public sealed class PythonStringsTests
{
    [Theory]
    [InlineData("İx", "i̇x")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ", "οδος οδος")]
    [InlineData("ΑΣΑ Σ", "ασα σ")]
    [InlineData("ÄÖ ẞ", "äö ß")]
    public void Lower_maps_as_Python(string text, string expected) => PythonStrings.Lower(text).ShouldBe(expected);

    [Theory]
    [InlineData(" a\u00a0", "a")]
    [InlineData("\u001ca\u001f\u2028", "a")]
    [InlineData("\u200ba", "\u200ba")]
    [InlineData(" \t ", "")]
    public void Strip_takes_Pythons_white_space(string text, string expected) => PythonStrings.Strip(text).ShouldBe(expected);

    [Fact]
    public void Order_is_by_code_point()
    {
        PythonStrings.Compare("\uffee", "👑").ShouldBeLessThan(0);
        PythonStrings.Compare("a", "ab").ShouldBeLessThan(0);
        PythonStrings.Compare("b", "ab").ShouldBeGreaterThan(0);
        PythonStrings.Compare("x", "x").ShouldBe(0);
    }
}
