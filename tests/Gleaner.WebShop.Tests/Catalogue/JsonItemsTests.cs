using System.Text;
using System.Text.Json;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Tests.Catalogue;

public sealed class JsonItemsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Items_of_any_length_come_one_by_one_whole()
    {
        // Lengths around and far above the buffer's.
        int[] lengths = [0, 1, 262_139, 262_140, 262_141, 262_142, 5, 1_000_000, 3, 524_288];
        File.WriteAllText(_path, $"[{string.Join(",\n", lengths.Select(length => $"\"{new string('x', length)}\""))}] ");
        List<(int Length, long Offset)> read = Read(JsonValueKind.Array, items => (items.Value.Length - 2, items.Offset));
        read.Select(item => item.Length).ShouldBe(lengths);
        var bytes = File.ReadAllBytes(_path);
        read.ShouldAllBe(item => bytes[item.Offset] == '"' && bytes[item.Offset + item.Length + 1] == '"');
    }

    [Fact]
    public void Members_have_their_names_and_another_member_may_hold_them()
    {
        File.WriteAllText(_path, """{"note": {"a": [1]}, "nouns": {"x": [1, 2], "y\u0041": {}}, "after": [[]]}""");
        Read(JsonValueKind.Object, items => (items.Name, Encoding.UTF8.GetString(items.Value.Span)), "nouns").ShouldBe([("x", "[1, 2]"), ("yA", "{}")]);
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Object, _ => 0, "verbs")).Message.ShouldContain("field 'verbs' is missing");
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Object, _ => 0, "after")).Message.ShouldContain("field 'after' holds a list where an object is expected");
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        File.WriteAllText(_path, "[7]", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Read(JsonValueKind.Array, items => items.Offset).ShouldBe([4L]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2")]
    [InlineData("[1, 2] 3")]
    [InlineData("[1 2]")]
    [InlineData("[1, 2]]")]
    [InlineData("[{\"a\": [}]")]
    public void What_is_no_JSON_is_refused_by_its_line(string text)
    {
        File.WriteAllText(_path, text);
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Array, _ => 0)).Message.ShouldContain("not valid JSON at line 1, byte");
    }

    [Fact]
    public void The_last_good_item_is_named()
    {
        File.WriteAllText(_path, "[\n1,\n2,\nx]");
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Array, _ => 0)).Message.ShouldContain("line 4, byte 1, after record 2");
        File.WriteAllText(_path, "{\"B01\": 1, \"B02\" 2}");
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Object, _ => 0)).Message.ShouldContain("after B01");
    }

    [Theory]
    [InlineData("[1, [2", true)]
    [InlineData("[1, \"tw", true)]
    [InlineData("[1, // no\n2]", false)]
    [InlineData("[1, NaN]", false)]
    public void Only_a_file_that_is_cut_off_is_to_be_downloaded_again(string text, bool isCut)
    {
        File.WriteAllText(_path, text);
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Array, _ => 0)).Message.Contains("cut off there: download it again", StringComparison.Ordinal).ShouldBe(isCut);
    }

    [Fact]
    public void A_file_in_UTF_16_is_told_to_be_one()
    {
        File.WriteAllText(_path, "[7]", Encoding.Unicode);
        Should.Throw<CatalogueException>(() => Read(JsonValueKind.Array, _ => 0)).Message.ShouldEndWith("it is UTF-16: save it as UTF-8.");
    }

    private List<T> Read<T>(JsonValueKind root, Func<JsonItems, T> select, string? member = null)
    {
        using var items = new JsonItems(new JsonFile(_path), root, member);
        var read = new List<T>();
        while (items.MoveNext())
        {
            read.Add(select(items));
        }

        return read;
    }
}
