using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Students.Text;

namespace Gleaner.Students.Tests.Text;

public sealed class TextVocabularyTests
{
    private static readonly string[] Corpus =
    [
        "You are at b2. Walls up, left.", "You are at b3. Walls up.", "move up", "move left", "move up", "The Battery's anode", "The battery",
        "Thought: I go on.\nAction: move up", "Été\tété",
    ];

    private static readonly string[] Parts =
    [
        " ", "  ", "\n", "\n ", " \n", "\t", "\r\n", "the", "The", "THE", "b2", "É", "é", "İ", "ẞ", "Ǆ", "中", "😀", "\u00A0", "\u2003", "\0", "\uA71B", "\u2424", "\u2420",
        "\uE041", "\uFFFD", "<end>", "<see>", "1234", ".", ",", "'",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements(Parts).ListOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text is null ? "" : WellFormed(text)));

    private static readonly TextVocabulary Vocabulary = TextVocabulary.Train(Corpus, 700);

    [Fact]
    public void Any_text_comes_back_as_it_was() => Check(Texts, text => Vocabulary.Decode(Encode(text)) == text);

    [Fact]
    public void Text_yields_no_mark_and_nothing_unknown() => Check(Texts, text =>
        Encode(text).All(id => id != Vocabulary.Subwords.UnknownId && !Vocabulary.Subwords.IsSpecial(id)));

    [Fact]
    public void Any_pieces_print_without_an_error() => Check(
        Gen.Elements(Vocabulary.Pieces.AsEnumerable()).ListOf(), ids => Vocabulary.Decode([.. ids]) is not null);

    [Fact]
    public void A_text_that_goes_on_after_a_blank_keeps_its_ids() => Check(
        Gen.Zip(Gen.Elements("move", "The battery", "é.", "b2"), Gen.Elements("up", "The", "中", "12")),
        pair => Encode($"{pair.Item1} {pair.Item2}")[..Encode(pair.Item1).Length].SequenceEqual(Encode(pair.Item1)));

    [Fact]
    public void Frequent_words_are_one_piece_also_with_a_capital()
    {
        Encode("move up").Length.ShouldBe(2);
        Encode("The").Length.ShouldBe(1);
        Encode("Move").Length.ShouldBeGreaterThan(1, "it never stood there with a capital");
    }

    [Fact]
    public void Rare_characters_are_spelled_in_bytes()
    {
        Encode("中").Length.ShouldBe(Encoding.UTF8.GetByteCount("中") + 1, "and the blank before a word");
        Encode("é").Length.ShouldBeLessThan(3);
    }

    [Fact]
    public void Texts_with_more_characters_than_pieces_are_learnt_all_the_same()
    {
        string[] texts = [.. Enumerable.Range(0x4E00, 2000).Select(code => ((char)code).ToString())];
        var vocabulary = TextVocabulary.Train(texts, TextStudentOptions.FewestPieces);
        var ids = new List<int>();
        vocabulary.Encode(texts[^1], ids);
        vocabulary.Decode([.. ids]).ShouldBe(texts[^1]);
    }

    [Fact]
    public void The_order_of_the_texts_does_not_matter_and_their_words_do()
    {
        TextVocabulary.Train([.. Corpus.Reverse()], 700).Subwords.Hash.ShouldBe(Vocabulary.Subwords.Hash);
        TextVocabulary.Train([.. Corpus, "move on", "move on"], 700).Subwords.Hash.ShouldNotBe(Vocabulary.Subwords.Hash);
    }

    [Fact]
    public void Too_few_pieces_are_told_as_such() =>
        Should.Throw<GleanerException>(() => TextVocabulary.Train(Corpus, 300)).Message.ShouldContain("student.pieces = 300");

    private static int[] Encode(string text)
    {
        var ids = new List<int>();
        Vocabulary.Encode(text, ids);
        return [.. ids];
    }

    /// <summary>Lone surrogates cannot come back: they are no characters.</summary>
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => Prop.ForAll(values.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
