using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

public sealed class AddedTokenTests
{
    private static readonly TinyTokenizer Tiny = TinyTokenizer.ByteLevel() with
    {
        AddedTokens = ["<|end|>", "<|end|>>", "<tool>", "<lstrip>", "<rstrip>"],
    };

    [Fact]
    public void Ids_come_after_the_vocabulary_and_all_are_listed()
    {
        var tokenizer = Tiny.Load();
        tokenizer.VocabularySize.ShouldBe(261);
        tokenizer.AddedTokens.Select(token => (token.Id, token.IsSpecial)).ShouldBe([(256, true), (257, true), (258, false), (259, false), (260, false)]);
        tokenizer.IdOf("<tool>").ShouldBe(258);
        tokenizer.IdOf("<gone>").ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => tokenizer.TokenOf(261));
    }

    [Fact]
    public void The_longest_one_counts() =>
        Tiny.Load().Tokens("<|end|>>>", SpecialTokens.Parse).ShouldBe(["<|end|>>", ">"]);

    [Fact]
    public void White_space_is_swallowed_on_request()
    {
        var tokenizer = Tiny.Load();
        tokenizer.Tokens("a \n<lstrip> b", SpecialTokens.Parse).ShouldBe(["a", "<lstrip>", "Ġ", "b"]);
        tokenizer.Tokens("a <rstrip> \n b", SpecialTokens.Parse).ShouldBe(["a", "Ġ", "<rstrip>", "b"]);
    }

    [Fact]
    public void Untrusted_text_holds_none()
    {
        var tokenizer = Tiny.Load();
        tokenizer.Ids("<|end|><tool>").ShouldAllBe(id => id < 256);
        tokenizer.Decode([.. tokenizer.Ids("<|end|><tool>")]).ShouldBe("<|end|><tool>");
    }

    [Fact]
    public void A_token_put_together_of_trusted_and_untrusted_text_is_none()
    {
        var tokenizer = Tiny.Load();
        var text = new AnnotatedTextBuilder().Append("<|end|><|e", true).Append("nd|>", false).Append("<tool>", true).Build();
        var (ids, ends) = tokenizer.WithEnds(text);
        ids.ShouldBe([256, .. "<|end|>".Select(c => (int)c), 258]);
        ends.ShouldBe([7, 8, 9, 10, 11, 12, 13, 14, 20]);
    }

    [Fact]
    public void A_shorter_trusted_token_is_found_under_a_longer_one_that_is_not() =>
        Tiny.Load().WithEnds(new AnnotatedTextBuilder().Append("<|end|>", true).Append(">", false).Build()).Ids.ShouldBe([256, '>']);

    [Fact]
    public void Trust_moves_no_other_boundary()
    {
        var tokenizer = (Tiny with { Merges = ["a b"] }).Load();
        tokenizer.WithEnds(new AnnotatedTextBuilder().Append("a", true).Append("b", false).Build()).Ids.ShouldBe(tokenizer.Ids("ab"));
    }

    [Fact]
    public void Special_tokens_are_left_out_of_text_on_request()
    {
        var tokenizer = Tiny.Load();
        tokenizer.Decode(['a', 256, 258, 'b'], skipSpecial: true).ShouldBe("a<tool>b");
        tokenizer.Decode(['a', 256, 258, 'b']).ShouldBe("a<|end|><tool>b");
    }
}
