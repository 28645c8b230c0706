using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

public sealed class ByteLevelTests
{
    private const string Digits = """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false}]}""";

    [Fact]
    public void Merges_go_by_rank_and_from_left_to_right()
    {
        // "a b" outranks "b c" though "b c" would give fewer tokens with "a bc".
        TinyTokenizer.ByteLevel("a b", "b c", "a bc").Load().Tokens("abc").ShouldBe(["ab", "c"]);
        TinyTokenizer.ByteLevel("a a").Load().Tokens("aaa").ShouldBe(["aa", "a"]);
        TinyTokenizer.ByteLevel("b c", "a bc").Load().Tokens("abc").ShouldBe(["abc"]);
    }

    [Fact]
    public void Merges_may_be_pairs()
    {
        var tiny = TinyTokenizer.ByteLevel("Ġ a", "b c");
        (tiny with { HasMergePairs = true }).Load().Tokens(" abc").ShouldBe(["Ġa", "bc"]);
    }

    [Fact]
    public void No_merge_crosses_words()
    {
        var tokenizer = TinyTokenizer.ByteLevel("a Ġ", "a 1", "1 2", "Ġ b").Load();
        tokenizer.Tokens("a b").ShouldBe(["a", "Ġb"]);
        tokenizer.Tokens("a12").ShouldBe(["a", "12"]);
    }

    [Fact]
    public void Digits_stand_alone_where_the_pre_tokenizer_says_so()
    {
        var tiny = TinyTokenizer.ByteLevel("1 2", "Ġ 1", "Ġ Ġ") with { PreTokenizer = Digits };
        // White space before a digit ends its piece: nothing is kept back for the digit.
        tiny.Load().Tokens("a  12").ShouldBe(["a", "ĠĠ", "1", "2"]);
    }

    [Fact]
    public void A_space_is_put_before_every_piece_where_asked()
    {
        var tiny = TinyTokenizer.ByteLevel() with { PreTokenizer = """{"type":"ByteLevel","add_prefix_space":true}""" };
        var tokenizer = tiny.Load();
        tokenizer.Tokens("a<|end|>b<|end|> c", SpecialTokens.Parse).ShouldBe(["Ġ", "a", "<|end|>", "Ġ", "b", "<|end|>", "Ġ", "c"]);
        tokenizer.WithEnds("a<|end|>b", isTrusted: true).Ends.ShouldBe([0, 1, 8, 8, 9]);
    }

    [Fact]
    public void A_word_of_the_vocabulary_needs_no_merges_where_they_are_ignored()
    {
        var tiny = TinyTokenizer.ByteLevel("a b", "c d", "b cd", "a bcd");
        tiny.Load().Tokens("abcd").ShouldBe(["ab", "cd"]);
        (tiny with { Model = """{"type":"BPE","ignore_merges":true}""" }).Load().Tokens("abcd").ShouldBe(["abcd"]);
    }

    [Fact]
    public void Normalization_composes_and_ends_count_in_the_given_text()
    {
        var tiny = TinyTokenizer.ByteLevel("Ã ©") with { Normalizer = """{"type":"NFC"}""" };
        var (ids, ends) = tiny.Load().WithEnds("e\u0301a\u4e2d", isTrusted: false);
        ids.ShouldBe([256, 'a', 0xE4, 0xB8, 0xAD]);
        ends.ShouldBe([2, 3, 4, 4, 4]);
    }

    [Fact]
    public void Ends_never_cut_a_surrogate_pair() =>
        TinyTokenizer.ByteLevel().Load().WithEnds("😀!", isTrusted: false).Ends.ShouldBe([2, 2, 2, 2, 3]);

    [Fact]
    public void A_lone_surrogate_is_the_replacement_character()
    {
        var tokenizer = TinyTokenizer.ByteLevel().Load();
        tokenizer.Decode([.. tokenizer.Ids("a\uD800b\uDC00")]).ShouldBe("a\uFFFDb\uFFFD");
    }

    [Fact]
    public void Bytes_that_are_no_text_decode_to_replacement_characters()
    {
        var tokenizer = TinyTokenizer.ByteLevel().Load();
        tokenizer.Decode([0xE4, 0xB8, 'a', 0xFF]).ShouldBe("\uFFFDa\uFFFD");
        tokenizer.Decode(['a', 9999, -1, 'b']).ShouldBe("ab", "ids without a token are left out");
    }

    [Fact]
    public void A_very_long_word_is_merged_in_good_time()
    {
        var tokenizer = TinyTokenizer.ByteLevel("a a", "aa aa", "aaaa aaaa").Load();
        var ids = tokenizer.Ids(new string('a', 200_003));
        ids.Count.ShouldBe((200_000 / 8) + 2);
        tokenizer.TokenOf(ids[^2]).ShouldBe("aa");
    }
}
