using System.Text;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Tests.Text;

/// <summary>Expected values were printed by CPython.</summary>
public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(34, "34.0")]
    [InlineData(877.8, "877.8")]
    [InlineData(0.02, "0.02")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(9.9999999999999995e22, "1e+23")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.020000000000000004, "0.020000000000000004")]
    [InlineData(1000000, "1000000.0")]
    public void Floats_print_as_in_Python(double value, string expected) => PythonLiteral.Float(value).ShouldBe(expected);

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("16\" x 16\"", "'16\" x 16\"'")]
    [InlineData("5'6\"", "'5\\'6\"'")]
    [InlineData("a\\b", "'a\\\\b'")]
    [InlineData("a\u00a0b", "'a\\xa0b'")]
    [InlineData("é ☆ 👑", "'é ☆ 👑'")]
    [InlineData("a\u200bb", "'a\\u200bb'")]
    [InlineData("a\nb\tc\x7f", "'a\\nb\\tc\\x7f'")]
    public void Texts_print_as_in_Python(string text, string expected) => Print(PythonLiteral.AppendRepr, text).ShouldBe(expected);

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("16\" x 16\"", "\"16\\\" x 16\\\"\"")]
    [InlineData("é", "\"\\u00e9\"")]
    [InlineData("👑", "\"\\ud83d\\udc51\"")]
    [InlineData("a\u00a0b\n\x7f", "\"a\\u00a0b\\n\\u007f\"")]
    [InlineData("<&'>", "\"<&'>\"")]
    public void Texts_print_as_in_Pythons_JSON(string text, string expected) => Print(PythonLiteral.AppendJson, text).ShouldBe(expected);

    [Fact]
    public void JSON_in_a_page_escapes_what_HTML_reads() =>
        PythonLiteral.HtmlSafe("\"<&'>\"").ShouldBe("\"\\u003c\\u0026\\u0027\\u003e\"");

    private static string Print(Action<StringBuilder, string> append, string text)
    {
        var output = new StringBuilder();
        append(output, text);
        return output.ToString();
    }
}
