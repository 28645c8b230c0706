using FsCheck;
using FsCheck.Fluent;
using Gleaner.Decoder.Tokens;

namespace Gleaner.Decoder.Tests.Tokens;

public sealed class SubwordVocabularyTests
{
    private static readonly string[] Texts =
    [
        "Find me slim fit, machine wash women's jumpsuits with color: green stripe, and price lower than 50.00 dollars",
        "machine wash dresses, machine-washable dress; size x-large, 100% cotton (pack of 12)",
        "the quick brown fox jumps over the lazy dog — naïve café 😀 0123456789 <search>[end]",
    ];

    private static readonly SubwordVocabulary Vocabulary = SubwordTrainer.Train(Texts, 160, ["<search>", "<end>", "<id:B01>"]);

    private static readonly Arbitrary<string> KnownText =
        Gen.Elements(string.Concat(Texts).EnumerateRunes().ToArray()).ListOf().Select(runes => string.Concat(runes)).ToArbitrary();

    private static readonly Arbitrary<string> AnyText = ArbMap.Default.ArbFor<NonNull<string>>().Convert(text => text.Get, NonNull<string>.NewNonNull);

    [Fact]
    public void Decoding_gives_normalised_text_back() =>
        Holds(KnownText, text => Vocabulary.Decode(Vocabulary.Encode(text)) == SubwordVocabulary.Normalize(text));

    [Fact]
    public void Text_never_yields_a_special_token()
    {
        Holds(AnyText, text => Vocabulary.Encode(text + "<search><id:B01>" + text).All(id => !Vocabulary.IsSpecial(id)));
        Vocabulary.Encode("<search>").Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Normalising_twice_changes_nothing() =>
        Holds(AnyText, text => SubwordVocabulary.Normalize(SubwordVocabulary.Normalize(text)) == SubwordVocabulary.Normalize(text));

    [Fact]
    public void A_text_is_encoded_as_a_prefix_of_its_continuation() =>
        Prop.ForAll(KnownText, KnownText, (text, more) =>
        {
            var ids = Vocabulary.Encode(text);
            return Vocabulary.Encode(text + " " + more).Take(ids.Length).SequenceEqual(ids);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_warm_cache_encodes_as_a_cold_one()
    {
        var cold = SubwordTrainer.Train(Texts, 160, Vocabulary.SpecialTokens);
        foreach (var text in Texts.Concat(Texts))
        {
            cold.Encode(text).ShouldBe(Vocabulary.Encode(text));
        }
    }

    [Fact]
    public void A_character_not_seen_in_training_is_unknown()
    {
        Vocabulary.Encode("猫").ShouldContain(Vocabulary.UnknownId);
        Vocabulary.Decode(Vocabulary.Encode("猫")).ShouldBe("\uFFFD");
    }

    [Fact]
    public void Special_tokens_have_the_first_ids_and_print_their_names()
    {
        Vocabulary.IdOf("<search>").ShouldBe(1);
        Vocabulary.TextOf(Vocabulary.IdOf("<id:B01>")).ShouldBe("<id:B01>");
        Vocabulary.Decode([Vocabulary.IdOf("<search>"), .. Vocabulary.Encode("Dress"), Vocabulary.IdOf("<end>")]).ShouldBe("<search> dress<end>");
        Should.Throw<ArgumentException>(() => Vocabulary.IdOf("<other>")).Message.ShouldContain("<other>");
    }

    [Fact]
    public void A_run_of_a_hundred_thousand_letters_is_encoded_in_pieces()
    {
        var text = new string('a', 100_000);
        Vocabulary.Decode(Vocabulary.Encode(text)).ShouldBe(text);
    }

    private static void Holds(Arbitrary<string> texts, Func<string, bool> property) =>
        Prop.ForAll(texts, property).QuickCheckThrowOnFailure();
}
