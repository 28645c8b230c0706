using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.IO.Json;

namespace Gleaner.IO.Tests.Json;

public sealed class JsonTextsTests
{
    [Theory]
    [InlineData("""abc""", "abc")]
    [InlineData("""a\ud83d""", "a\uFFFD")]
    [InlineData("""\ude00b""", "\uFFFDb")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\ud83d\n\t\b\f\r\"\\\/\u0041ü""", "\uFFFD\n\t\b\f\r\"\\/Aü")]
    [InlineData("""\ud83d😀""", "\uFFFD😀")]
    public void Half_a_pair_becomes_a_replacement_character(string json, string text)
    {
        using var document = JsonDocument.Parse($$"""{"{{json}}": "{{json}}"}""");
        var member = document.RootElement.EnumerateObject().Single();

        member.Value.GetText().ShouldBe(text);
        member.GetName().ShouldBe(text);
        Read(Encoding.UTF8.GetBytes($"\"{json}\"")).ShouldBe(text);
        JsonSerializer.Deserialize<string>($"\"{json}\"", Lenient()).ShouldBe(text);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        byte[] json = [(byte)'"', (byte)'a', 0xFF, (byte)'b', (byte)'"'];
        using var document = JsonDocument.Parse(json);
        document.RootElement.GetText().ShouldBe("a\uFFFDb");
        Read(json).ShouldBe("a\uFFFDb");
    }

    [Theory]
    [InlineData("\"ab\"", "ab")]
    [InlineData("""
        "\ud83d\ude00"
        """, "😀")]
    [InlineData("""
        "a\ud83d"
        """, null)]
    public void A_strict_format_is_told_of_half_a_pair(string json, string? text)
    {
        using var document = JsonDocument.Parse(json);
        document.RootElement.WholeText().ShouldBe(text);

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read().ShouldBeTrue();
        reader.WholeText().ShouldBe(text);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    public void What_is_no_string_has_no_whole_text(string json)
    {
        using var document = JsonDocument.Parse(json);
        Should.Throw<InvalidOperationException>(() => document.RootElement.WholeText());
        Should.Throw<InvalidOperationException>(() =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            reader.Read();
            reader.WholeText();
        });
    }

    [Fact]
    public void Null_is_null_and_other_values_are_refused()
    {
        using var document = JsonDocument.Parse("[null, 1]");
        document.RootElement[0].GetText().ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => document.RootElement[1].GetText());
        JsonSerializer.Deserialize<string?>("null", Lenient()).ShouldBeNull();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<string>("1", Lenient()));
    }

    [Fact]
    public void Any_text_survives_and_is_written_as_ever() =>
        Prop.ForAll<string?>(text =>
        {
            var json = JsonSerializer.Serialize(text);
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetText() == (text is null ? null : document.RootElement.GetString()) && JsonSerializer.Serialize(text, Lenient()) == json;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dictionaries_keep_their_keys() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>("""{"a": "\ud83d"}""", Lenient())!.ShouldBe(new Dictionary<string, string> { ["a"] = "\uFFFD" });

    private static JsonSerializerOptions Lenient() => new() { Converters = { new JsonTextConverter() } };

    private static string? Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetText();
    }
}
