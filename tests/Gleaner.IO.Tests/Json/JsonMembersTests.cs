using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.IO.Tests.Json;

public sealed class JsonMembersTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": 2}""", 1.0)]
    [InlineData("""{"\ud83d": 0, "a": 1}""", 1.0)]
    [InlineData("""{"a": 1, "\ud83d": 0}""", 1.0)]
    [InlineData("""{"a": 0, "\ud83d": 0, "a": 1}""", 1.0)]
    [InlineData("""{"\ud83d": 0}""", null)]
    [InlineData("""{"b": 0}""", null)]
    [InlineData("""{"a": null}""", null)]
    public void A_member_is_found_whatever_others_are_called(string json, double? value)
    {
        using var document = JsonDocument.Parse(json);
        document.RootElement.NumberOrNull("c", "a").ShouldBe(value);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var document = JsonDocument.Parse("""{"a": null, "b": "text\ud83d"}""");
        Should.Throw<KeyNotFoundException>(() => document.RootElement.Member("c")).Message.ShouldContain("'c'");
        Should.Throw<FormatException>(() => document.RootElement.Text("a")).Message.ShouldContain("'a'");
        document.RootElement.Text("b").ShouldBe("text\uFFFD");
        document.RootElement.TextOrNull("a").ShouldBeNull();
        document.RootElement.TextOrNull("c").ShouldBeNull();
        document.RootElement.GetProperty("b").Find("a").ShouldBeNull();
    }
}
