using Gleaner.Decoder.Tokens;

namespace Gleaner.Decoder.Tests.Tokens;

public sealed class SubwordTrainerTests
{
    [Fact]
    public void Frequent_words_become_one_piece()
    {
        var vocabulary = SubwordTrainer.Train(Enumerable.Repeat("machine wash 50", 10).Append("zulu"), 60, []);
        vocabulary.Encode("machine wash 50").Select(vocabulary.TextOf).ShouldBe([" machine", " wash", " 50"]);
        vocabulary.Encode("zulu").Length.ShouldBe(5, "a pair that occurs once is not merged");
    }

    [Fact]
    public void The_most_frequent_pair_comes_first_and_ties_go_to_the_smaller_ids()
    {
        // Characters: space a b c d. Of the pairs (space a), (a b), (space c), (c d), each twice, (space a) has the smallest ids.
        var vocabulary = SubwordTrainer.Train(["ab cd", "ab cd"], 7, []);
        Enumerable.Range(6, 2).Select(vocabulary.TextOf).ShouldBe([" a", " c"]);
    }

    [Fact]
    public void The_order_of_the_texts_does_not_matter()
    {
        string[] texts = ["red dress, size 12", "red shoes", "blue dress 12-pack", "dresses"];
        var forward = SubwordTrainer.Train(texts, 60, ["<end>"]);
        var backward = SubwordTrainer.Train(texts.Reverse(), 60, ["<end>"]);
        backward.Hash.ShouldBe(forward.Hash);
    }

    [Fact]
    public void Pieces_do_not_cross_words_numbers_or_punctuation()
    {
        var vocabulary = SubwordTrainer.Train(Enumerable.Repeat("x-large 12345 12oz", 50), 100, []);
        vocabulary.Encode("x-large 12345 12oz").Select(vocabulary.TextOf).ShouldBe([" x", "-", "large", " 123", "45", " 12", "oz"]);
    }

    [Fact]
    public void The_number_of_text_pieces_is_bounded()
    {
        SubwordTrainer.Train(["abc abc abc"], 6, ["<a>", "<b>"]).Count.ShouldBe(1 + 2 + 6);
        Should.Throw<ArgumentException>(() => SubwordTrainer.Train(["abc"], 3, []))
            .Message.ShouldContain("4 different characters");
    }

    [Theory]
    [InlineData("<a>", "<a>")]
    [InlineData("<a>", " ")]
    [InlineData("<a>", "<unk>")]
    public void Special_tokens_must_differ(string first, string second) =>
        Should.Throw<ArgumentException>(() => SubwordTrainer.Train(["a"], 10, [first, second]));
}
