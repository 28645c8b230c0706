using FsCheck;
using FsCheck.Fluent;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

public sealed class PropertyTests
{
    private static readonly string[] Parts =
        [" ", "  ", "\n", "a", "ab", "the", "'s", "12", "é", "e\u0301", "中", "😀", "\U00010330", "\u0300", "\0", "▁", "<", "|>", "<|end|>", "<tool>", "<s>", "</s>", "<unk>", "<0x41>"];

    private static readonly Gen<string> Texts = Gen.Elements(Parts).ListOf().Select(string.Concat);

    private static readonly Gen<List<(string Part, bool IsTrusted)>> Annotated =
        Gen.Zip(Gen.Elements(Parts), Gen.Elements(true, false)).ListOf().Select(parts => parts.Select(p => (p.Item1, p.Item2)).ToList());

    private static readonly Tokenizer ByteLevel = TinyTokenizer.ByteLevel("Ġ a", "t h", "th e", "a b", "Ã ©", "Ġ Ġ").Load();
    private static readonly Tokenizer SentencePiece = TinyTokenizer.SentencePiece("▁abthe<s>/|", "▁ a", "t h", "th e", "▁ ▁", "< s", "<s >").Load();

    [Fact]
    public void Byte_level_text_comes_back() => Check(Texts, text =>
        ByteLevel.Decode([.. ByteLevel.Ids(text)]) == text && ByteLevel.Decode([.. ByteLevel.Ids(text, SpecialTokens.Parse)]) == text);

    [Fact]
    public void Text_with_byte_fallback_comes_back_but_for_marks_taken_for_spaces() => Check(Texts, text =>
        SentencePiece.Decode([.. SentencePiece.Ids(text)]) == text.Replace('▁', ' '));

    [Fact]
    public void Text_as_text_yields_no_special_id() => Check(Texts, text =>
        ByteLevel.Ids(text).All(id => !ByteLevel.IsSpecial(id)) && SentencePiece.Ids(text).All(id => !SentencePiece.IsSpecial(id)));

    [Fact]
    public void Special_ids_come_from_trusted_text_alone() => Check(Annotated, parts =>
    {
        var text = Build(parts);
        var (ids, ends) = ByteLevel.WithEnds(text);
        return ids.Select((id, i) => (id, End: ends[i])).Where(token => token.id >= ByteLevel.IdOf("<|end|>"))
            .All(token => text.Runs.Any(run => run.IsTrusted && run.Start <= token.End - ByteLevel.TokenOf(token.id).Length && token.End <= run.End));
    });

    [Fact]
    public void Ends_never_fall_and_reach_the_end() => Check(Annotated, parts =>
    {
        var text = Build(parts);
        return new[] { ByteLevel, SentencePiece }.All(tokenizer =>
        {
            var (ids, ends) = tokenizer.WithEnds(text);
            return ids.Count == ends.Count && ends.SequenceEqual(ends.Order()) && ends.LastOrDefault() == text.Text.Length;
        });
    });

    [Fact]
    public void Each_id_covers_the_text_up_to_its_end() => Check(Texts, text =>
    {
        var (ids, ends) = ByteLevel.WithEnds(text, isTrusted: true);
        return Enumerable.Range(0, ids.Count).Where(i => i + 1 == ids.Count || ends[i + 1] > ends[i])
            .All(i => ByteLevel.Decode(ids[..(i + 1)].ToArray()) == text[..ends[i]]);
    });

    [Fact]
    public void Added_tokens_part_the_text_into_independent_pieces() => Check(Gen.Zip(Texts, Texts), texts =>
        ByteLevel.Ids(texts.Item1 + "<|end|>" + texts.Item2, SpecialTokens.Parse)
            .SequenceEqual([.. ByteLevel.Ids(texts.Item1, SpecialTokens.Parse), ByteLevel.IdOf("<|end|>")!.Value, .. ByteLevel.Ids(texts.Item2, SpecialTokens.Parse)]));

    [Fact]
    public void Text_decoded_bit_by_bit_is_the_text_decoded_at_once() => Check(Gen.Choose(-1, 300).ListOf(), ids =>
        new[] { ByteLevel, SentencePiece }.All(tokenizer => new[] { true, false }.All(skip =>
        {
            var decoder = tokenizer.CreateDecoder(skip);
            string[] twice = [.. Enumerable.Range(0, 2).Select(_ => string.Concat(ids.Select(decoder.Append)) + decoder.Flush())];
            return twice.All(text => text == tokenizer.Decode([.. ids], skip));
        })));

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        string[] texts = [.. Texts.Sample(30, 200)];
        List<int>[] expected = [.. texts.Select(text => ByteLevel.Ids(text))];
        List<int>[] actual = [.. texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(text => ByteLevel.Ids(text))];
        actual.ShouldBe(expected);
    }

    private static AnnotatedText Build(List<(string Part, bool IsTrusted)> parts) =>
        parts.Aggregate(new AnnotatedTextBuilder(), (builder, part) => builder.Append(part.Part, part.IsTrusted)).Build();

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
