using System.Text.Json;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests.Oracle;

/// <summary>Ids and texts of Hugging Face's library, for real vocabularies; see make.mjs.</summary>
[Trait("Category", "Oracle")]
public sealed class TokenizerOracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama-3")]
    [InlineData("llama-3.2")]
    [InlineData("qwen2.5")]
    [InlineData("mistral")]
    [InlineData("llama-2")]
    [InlineData("smollm-shape")]
    [InlineData("gpt2-prefix-space")]
    [InlineData("digits-in-runs")]
    [InlineData("mistral-metaspace-first")]
    [InlineData("llama-2-metaspace-always")]
    [InlineData("llama-2-metaspace-never")]
    [InlineData("llama-2-metaspace-split")]
    [InlineData("llama-2-legacy-normalized")]
    [InlineData("unknown-fused")]
    [InlineData("unknown-apart")]
    [InlineData("added-tokens")]
    public void Ids_and_texts_are_the_references(string name)
    {
        var folder = OracleFolder.Of(name);
        var tokenizer = Tokenizer.Load(folder);
        int encoded = 0, decoded = 0, texts = 0, lists = 0;
        List<string> different = [];
        foreach (var line in File.ReadLines(Path.Combine(folder, "vectors.jsonl")))
        {
            using var vector = JsonDocument.Parse(line);
            int[] ids = [.. vector.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            if (vector.RootElement.TryGetProperty("text", out var text))
            {
                texts++;
                var actual = Encode(tokenizer, text.GetString()!);
                var mayBeUnknown = name.StartsWith("unknown", StringComparison.Ordinal);
                tokenizer.Ids(text.GetString()!).Any(id => tokenizer.IsSpecial(id) && !(mayBeUnknown && tokenizer.TokenOf(id) == "<unk>")).ShouldBeFalse();
                encoded += Count(actual.AsSpan().SequenceEqual(ids), $"encoding {text}: {Show(tokenizer, ids)} became {Show(tokenizer, actual)}", different);
            }

            if (vector.RootElement.TryGetProperty("decoded", out var full))
            {
                lists++;
                var isSame = tokenizer.Decode(ids) == full.GetString()
                    && tokenizer.Decode(ids, skipSpecial: true) == vector.RootElement.GetProperty("spoken").GetString();
                decoded += Count(isSame, $"decoding {string.Join(' ', ids)}: {full.GetString()} became {tokenizer.Decode(ids)}", different);
            }
        }

        output.WriteLine($"{name}: {encoded} of {texts} texts have the same ids, {decoded} of {lists} id lists the same text");
        different.Take(5).ShouldBeEmpty();
        texts.ShouldBeGreaterThan(500);
    }

    private static int Count(bool isSame, string otherwise, List<string> different)
    {
        if (!isSame)
        {
            different.Add(otherwise);
        }

        return isSame ? 1 : 0;
    }

    /// <summary>Ids of the text, encoded both ways, with ends that must be in order and reach the end.</summary>
    private static int[] Encode(Tokenizer tokenizer, string text)
    {
        List<int> ids = [];
        tokenizer.Encode(text, SpecialTokens.Parse, ids);
        var (sameIds, ends) = tokenizer.WithEnds(text, isTrusted: true);
        sameIds.ShouldBe(ids);
        ends.Count.ShouldBe(ids.Count);
        ends.ShouldBeInOrder();
        ends.LastOrDefault(text.Length).ShouldBe(text.Length);
        return [.. ids];
    }

    private static string Show(Tokenizer tokenizer, int[] ids) => string.Join(' ', ids.Select(id => $"{id}:{tokenizer.TokenOf(id)}"));
}
