using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

public sealed class SentencePieceTests
{
    private static readonly TinyTokenizer Tiny = TinyTokenizer.SentencePiece("▁abc", "▁ a", "▁a b", "▁ ▁");

    [Fact]
    public void The_mark_stands_for_spaces_and_before_the_text() =>
        Tiny.Load().Tokens("ab a  c").ShouldBe(["▁ab", "▁a", "▁▁", "c"]);

    [Fact]
    public void An_added_token_is_followed_by_the_mark_under_the_Prepend_normalizer() =>
        Tiny.Load().Tokens("a</s>a", SpecialTokens.Parse).ShouldBe(["▁a", "</s>", "▁a"]);

    [Theory]
    [InlineData("first", new[] { "▁a", "</s>", "a", "▁a" })]
    [InlineData("always", new[] { "▁a", "</s>", "▁a", "▁a" })]
    [InlineData("never", new[] { "a", "</s>", "a", "▁a" })]
    public void Metaspace_prepends_by_its_scheme(string scheme, string[] expected)
    {
        var tiny = Tiny with { Normalizer = "null", PreTokenizer = TinyTokenizer.Metaspace.Replace("first", scheme, StringComparison.Ordinal) };
        tiny.Load().Tokens("a</s>a a", SpecialTokens.Parse).ShouldBe(expected);
    }

    [Fact]
    public void Metaspace_with_split_keeps_marks_apart()
    {
        var tiny = Tiny with { Normalizer = "null", PreTokenizer = TinyTokenizer.Metaspace.Replace("\"split\":false", "\"split\":true", StringComparison.Ordinal) };
        tiny.Load().Tokens("a  a").ShouldBe(["▁a", "▁", "▁a"]);
    }

    [Fact]
    public void Merges_cross_spaces_where_the_vocabulary_has_such_tokens() =>
        TinyTokenizer.SentencePiece("▁ab", "a ▁", "a▁ b").Load().Tokens("a b").ShouldBe(["▁", "a▁b"]);

    [Fact]
    public void What_the_vocabulary_lacks_becomes_bytes()
    {
        var tokenizer = Tiny.Load();
        var (ids, ends) = tokenizer.WithEnds("aé\n", isTrusted: false);
        ids.Select(tokenizer.TokenOf).ShouldBe(["▁a", "<0xC3>", "<0xA9>", "<0x0A>"]);
        ends.ShouldBe([1, 2, 2, 3]);
        tokenizer.Decode([.. ids]).ShouldBe("aé\n");
    }

    [Fact]
    public void One_wrong_byte_spoils_its_run()
    {
        var tokenizer = Tiny.Load();
        int a = tokenizer.IdOf("a")!.Value, lead = tokenizer.IdOf("<0xC3>")!.Value, trail = tokenizer.IdOf("<0xA9>")!.Value;
        tokenizer.Decode([a, lead, trail, a]).ShouldBe("aéa");
        tokenizer.Decode([a, lead, trail, lead, a]).ShouldBe("a\uFFFD\uFFFD\uFFFDa");
    }

    [Theory]
    [InlineData(true, new[] { "▁", "<unk>", "a", "<unk>" }, new[] { 0, 2, 3, 4 })]
    [InlineData(false, new[] { "▁", "<unk>", "<unk>", "a", "<unk>" }, new[] { 0, 1, 2, 3, 4 })]
    public void Unknown_characters_are_fused_on_request(bool isFused, string[] tokens, int[] ends)
    {
        var tiny = TinyTokenizer.SentencePiece("▁a") with
        {
            Model = $$"""{"type":"BPE","unk_token":"<unk>","fuse_unk":{{(isFused ? "true" : "false")}}}""",
        };
        var tokenizer = tiny.Load();
        tokenizer.Tokens("xyaz").ShouldBe(tokens);
        tokenizer.WithEnds("xyaz", isTrusted: false).Ends.ShouldBe(ends);
    }

    [Fact]
    public void Text_never_merges_into_a_special_token()
    {
        // Converted vocabularies hold such merges.
        var tiny = TinyTokenizer.SentencePiece("▁<>s/", "< s", "<s >", "< /", "</ s", "</s >");
        tiny.Load().Tokens("<s></s>").ShouldBe(["▁", "<s", ">", "</s", ">"]);
    }
}
