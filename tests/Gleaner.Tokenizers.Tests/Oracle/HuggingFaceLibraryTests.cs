using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gleaner.Tokenizers.Splitting;
using Reference = Tokenizers.DotNet.Tokenizer;

namespace Gleaner.Tokenizers.Tests.Oracle;

/// <summary>
/// Ids and texts beside those of Hugging Face's own library, which a native package brings, for small vocabularies of every shape.
/// The vectors of <see cref="TokenizerOracleTests"/> do the same for published vocabularies, where npm is at hand.
/// </summary>
[Trait("Category", "Oracle")]
public sealed class HuggingFaceLibraryTests(ITestOutputHelper output)
{
    private const int Texts = 400;

    private static readonly string[] Parts =
    [
        " ", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", " \n", "\u0085", "\u00a0", "\u3000", "\0", "the", "The", " the", "expert", " failed", "find", "items", "def", "class",
        "'s", "'ll", "'RE", "n't", "I'm", "'\u017F", "1", "12", "345", "2000", " 7", "\u0663\u0664", "Ⅷ", "½", ".", ",", "!?", "...", " (", ")", "[", "]", "{", "}", "==", "__", "_", "#", "\"", "\\",
        "ü", "größer", "é", "e\u0301", "u\u0308", "A\u030a", "a\u0323\u0300", "q\u0307\u0323", "\u212b", "\u0958", "ñ", "Привет", "ё", "中", "文字", "日本", "か", "한국", "\u1112\u1161\u11ab",
        "😀", "👍🏽", "👨‍👩‍👧", "\U00010330\U00010331", "\U0001d7ce", "\u0300", "\u200d", "\ufeff", "\uffff", "▁", "▁▁", "Ġ", "Ċ", "<", ">", "<|", "|>", "<0x41>", "<s>", "</s>", "<unk>", "<|end|>", "<tool>",
    ];

    private static readonly TinyTokenizer Bytes = TinyTokenizer.ByteLevel(LearntMerges.OfBytes(400));

    /// <summary>The characters that take part in merges are all that it knows; the others fall back to bytes.</summary>
    private static readonly TinyTokenizer Pieces = TinyTokenizer.SentencePiece(
        string.Concat(LearntMerges.OfCharacters(300).SelectMany(merge => merge.Split(' ')).Where(part => part.Length == 1).Distinct().Order(StringComparer.Ordinal)),
        LearntMerges.OfCharacters(300));

    private static readonly Dictionary<string, TinyTokenizer> Shapes = new()
    {
        ["GPT-2"] = Bytes,
        ["GPT-2, a space before"] = Bytes with { PreTokenizer = TinyTokenizer.Gpt2ByteLevel.Replace("\"add_prefix_space\":false", "\"add_prefix_space\":true", StringComparison.Ordinal) },
        ["Llama 3"] = Bytes with { PreTokenizer = Words(DigitAwareSplitter.PatternOf(3)), Model = """{"type":"BPE","ignore_merges":true}""", HasMergePairs = true },
        ["Llama 3 with bos"] = Bytes with { PreTokenizer = Words(DigitAwareSplitter.PatternOf(3)), PostProcessor = Bos("<|end|>", Bytes.Load().IdOf("<|end|>")!.Value), HasMergePairs = true },
        ["Qwen2"] = Bytes with { PreTokenizer = Words(DigitAwareSplitter.PatternOf(1)), Normalizer = """{"type":"NFC"}""" },
        ["SmolLM2"] = Bytes with { PreTokenizer = $$"""{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{{TinyTokenizer.Gpt2ByteLevel}}]}""" },
        ["added tokens that strip"] = Bytes with { AddedTokens = ["<|end|>", "<tool>", "<lstrip>", "<rstrip>"] },
        ["Llama 2"] = Pieces,
        ["Llama 2 with bos"] = Pieces with { PostProcessor = Bos("<s>", 1) },
        ["Mistral, marks first"] = Metaspace("first", isSplit: false),
        ["Metaspace always"] = Metaspace("always", isSplit: false),
        ["Metaspace never"] = Metaspace("never", isSplit: false),
        ["Metaspace, split"] = Metaspace("first", isSplit: true),
        ["unknown tokens, fused"] = Pieces with { Model = """{"type":"BPE","unk_token":"<unk>","fuse_unk":true}""" },
        ["unknown tokens, apart"] = Pieces with { Model = """{"type":"BPE","unk_token":"<unk>","fuse_unk":false}""" },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_and_texts_are_those_of_Hugging_Face_s_library(string shape)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "Hugging Face's library comes with a native package for Linux on x64 only");
        using var folder = new TokenizerFolder(Shapes[shape].ToJson());
        var tokenizer = folder.Load();
        using var reference = new Reference(Path.Combine(folder.Path, "tokenizer.json"));
        List<string> different = [];

        string[] texts = [.. Written(), .. Drawn(new Random(20261), Texts), .. Characters()];
        foreach (var text in texts)
        {
            // The library adds what the post-processor asks for; ours leaves that to the caller.
            int[] expected = [.. reference.Encode(text).Select(id => (int)id)];
            int[] actual = [.. tokenizer.LeadingIds, .. tokenizer.Ids(text, SpecialTokens.Parse), .. tokenizer.TrailingIds];
            if (!actual.AsSpan().SequenceEqual(expected))
            {
                different.Add($"encoding {Show(text)}: {Show(tokenizer, expected)} became {Show(tokenizer, actual)}");
            }

            var decoded = reference.Decode([.. expected.Select(id => (uint)id)]);
            if (tokenizer.Decode(expected, skipSpecial: true) != decoded)
            {
                different.Add($"decoding {Show(tokenizer, expected)}: {Show(decoded)} became {Show(tokenizer.Decode(expected, skipSpecial: true))}");
            }
        }

        output.WriteLine($"{shape}: {different.Count} differences in {texts.Length} texts");
        different.Take(5).ShouldBeEmpty();
    }

    private static IEnumerable<string> Written() =>
    [
        "", .. Parts, LearntMerges.Corpus, "<s>a</s>", "a <|end|> b<|end|><|end|>", "x<lstrip> y  <lstrip>z<rstrip>  w", "  a  b   c    d ", "I'M YOU'RE 'tis ''' 'd'd",
        new string('a', 500), new string(' ', 200), new string('\n', 60), string.Concat(Enumerable.Repeat("the", 200)), string.Concat(Enumerable.Repeat("😀", 50)), new string('▁', 40), new string('1', 70),
    ];

    private static IEnumerable<string> Drawn(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Parts[random.Next(Parts.Length)])));

    /// <summary>Every assigned character between letters, digits and spaces, ideographs and Hangul syllables thinned out.</summary>
    private static IEnumerable<string> Characters() =>
        Enumerable.Range(0x80, 0x110000 - 0x80).Where(Rune.IsValid).Select(code => new Rune(code))
            .Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
            .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherLetter || rune.Value is < 0x3400 or (> 0xd7a3 and < 0x17000) || rune.Value % 37 == 0)
            .Chunk(64).Select(runes => string.Concat(runes.Select(rune => $" a{rune}b {rune}{rune}1{rune}")));

    private static TinyTokenizer Metaspace(string scheme, bool isSplit) => Pieces with
    {
        Normalizer = "null",
        PreTokenizer = $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":{{(isSplit ? "true" : "false")}}}""",
    };

    private static string Words(string pattern) =>
        $$"""
        {"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(pattern)}}},"behavior":"Isolated","invert":false},
         {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}
        """;

    private static string Bos(string token, int id) =>
        $$$$"""
        {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"{{{{token}}}}","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
         "special_tokens":{"{{{{token}}}}":{"id":"{{{{token}}}}","ids":[{{{{id}}}}],"tokens":["{{{{token}}}}"]}}}
        """;

    private static string Show(string text) => JsonSerializer.Serialize(text);

    private static string Show(Tokenizer tokenizer, int[] ids) => string.Join(' ', ids.Select(id => $"{id}:{tokenizer.TokenOf(id)}"));
}
