using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.IO.Tests.Json;

public sealed class StrictJsonTests : IDisposable
{
    private const long Limit = 1000;

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.json");

    [Fact]
    public void A_value_is_written_and_read_in_either_form()
    {
        var item = new Item("ü<", 2, Colour.DarkRed);
        JsonSerializer.Serialize(item, JsonDefaults.Line).ShouldBe("""{"name":"ü<","count":2,"colour":"darkRed"}""");
        File.WriteAllText(Path, JsonSerializer.Serialize(item, JsonDefaults.Document));
        StrictJson.Read<Item>(Path, Limit, JsonDefaults.Document).ShouldBe(item);
        File.ReadAllText(Path).ShouldBe("{\n  \"name\": \"ü<\",\n  \"count\": 2,\n  \"colour\": \"darkRed\"\n}");
    }

    [Theory]
    [InlineData("{\n\"name\": \"a\", \"count\": true, \"colour\": \"red\"}", ":2: ", "(at $.count)")]
    [InlineData("{\"name\": \"a\", \"count\": 1, \"colour\": \"red\", \"more\": 1}", ":1: ", "'more'")]
    [InlineData("{\"name\": \"a\", \"count\": 1}", ":1: ", "'colour'")]
    [InlineData("{\"name\": null, \"count\": 1, \"colour\": \"red\"}", ":1: ", "(at $.name)")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\", \"count\": 1, \"colour\": \"red\"}", ":1: ", "'name'")]
    [InlineData("{\"name\": \"a\", \"count\": 1, \"colour\": 1}", ":1: ", "(at $.colour)")]
    [InlineData("{\n\n", ":3: ", "")]
    [InlineData("", ":1: ", "")]
    [InlineData("null", ": ", "it holds null")]
    public void What_is_wrong_is_named_with_file_line_and_member(string json, string line, string member)
    {
        File.WriteAllText(Path, json);
        var message = Should.Throw<JsonFileException>(() => StrictJson.Read<Item>(Path, Limit, JsonDefaults.Document)).Message;
        message.ShouldStartWith(Path + line);
        message.ShouldContain(member);
        message.ShouldEndWith(".");
        message.ShouldNotContain("LineNumber");
    }

    [Theory]
    [InlineData("{\"name\": \"a\", \"cuont\": 1, \"colour\": \"red\"}", "unknown member 'cuont'")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\"}", "member 'name' is given twice")]
    [InlineData("{\"name\": \"a\"}", "missing members: 'count', 'colour'")]
    [InlineData("{\"name\": null, \"count\": 1, \"colour\": \"red\"}", "a member is null that may not be (at $.name)")]
    [InlineData("{\"name\": \"a\", \"count\": true}", "a value is of another type than expected (at $.count)")]
    [InlineData("[]", "a value is of another type than expected")]
    [InlineData("", "it is empty")]
    [InlineData("  ", "it is empty")]
    [InlineData("{\"name\": \"a\"", "it is cut short")]
    [InlineData("{\"name\": \"a", "it is cut short (at $.name)")]
    [InlineData("{\"name\":", "it is cut short (at $.name)")]
    [InlineData("{\"name\"", "it is cut short")]
    public void What_is_wrong_is_said_without_this_programs_types(string json, string problem)
    {
        File.WriteAllText(Path, json);
        Should.Throw<JsonFileException>(() => StrictJson.Read<Item>(Path, Limit, JsonDefaults.Document)).Problem.ShouldBe($"line 1: {problem}");
    }

    [Fact]
    public void Documents_are_bounded_in_size_and_depth_and_have_no_member_twice()
    {
        Problem(new string(' ', 1001)).ShouldBe("it has 1001 bytes, more than the 1000 that such a file can have");
        Problem(new string('[', 100) + new string(']', 100)).ShouldContain("depth");
        Problem("""{"a": 1, "a": 2}""").ShouldContain("'a'");
        Problem("[]", JsonValueKind.Object).ShouldBe("it holds a JSON Array where an Object is expected");
        Problem("{}\n{}").ShouldStartWith("line 2: ");
        File.Delete(Path);
        Should.Throw<JsonFileException>(() => StrictJson.ReadDocument(Path, Limit)).Problem.ShouldStartWith("it cannot be read (");
    }

    [Theory]
    [InlineData("", "line 1: it is empty")]
    [InlineData("[1,", "line 1: it is cut short")]
    [InlineData("{\"a\": {\"b\": 1}", "line 1: it is cut short")]
    [InlineData("\"half a te", "line 1: it is cut short")]
    [InlineData("{\"a\": 1, \"a\": 2}", "member 'a' is given twice")]
    public void What_is_wrong_with_a_document_is_said_without_the_readers_words(string json, string problem) => Problem(json).ShouldBe(problem);

    [Fact]
    public void What_a_file_holds_is_quoted_in_short_and_on_one_line()
    {
        Problem("[t" + new string('x', 500) + "]").ShouldBe($"line 1: 't{new string('x', 59)}…' is an invalid JSON literal. Expected the literal 'true'");
        File.WriteAllText(Path, $"{{\"{new string('n', 500)}\": 1}}");
        Should.Throw<JsonFileException>(() => StrictJson.Read<Item>(Path, Limit, JsonDefaults.Document)).Problem.ShouldStartWith($"line 1: unknown member '{new string('n', 60)}…'");
        File.WriteAllText(Path, "{\"na\\nme\": 1}");
        Should.Throw<JsonFileException>(() => StrictJson.Read<Item>(Path, Limit, JsonDefaults.Document)).Problem.ShouldStartWith("line 1: unknown member 'na me'");
    }

    [Fact]
    public void A_document_is_read()
    {
        File.WriteAllText(Path, """{"a": [1]}""");
        using var document = StrictJson.ReadDocument(Path, Limit, JsonValueKind.Object);
        document.RootElement.GetProperty("a")[0].GetInt32().ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();

    private string Problem(string json, JsonValueKind? root = null)
    {
        File.WriteAllText(Path, json);
        return Should.Throw<JsonFileException>(() => StrictJson.ReadDocument(Path, Limit, root)).Problem;
    }

    private enum Colour
    {
        Red,
        DarkRed,
    }

    private sealed record Item(string Name, int Count, Colour Colour)
    {
        public int Derived => Count + 1;
    }
}
