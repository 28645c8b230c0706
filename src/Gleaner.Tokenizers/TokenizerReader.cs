using System.Collections.Immutable;
using Gleaner.Tokenizers.Decoding;
using Gleaner.Tokenizers.Encoders;
using Gleaner.Tokenizers.Normalization;
using Gleaner.Tokenizers.Splitting;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>Reads <c>tokenizer.json</c>.</summary>
internal static class TokenizerReader
{
    public static LoadedTokenizer Read(string file)
    {
        var root = TokenizerFile.ReadObject(file);
        var model = new ModelReader(root["model"]);
        var normalizers = NormalizerReader.Read(root.Find("normalizer"));
        var preTokenizer = PreTokenizerReader.Read(root.Find("pre_tokenizer"), model);
        var vocabulary = new Vocabulary(model.Ids, AddedTokensReader.Read(root, model.Ids, model.TakenIds));
        var (leading, trailing) = PostProcessorReader.Read(root.Find("post_processor"));
        var plan = Plan(vocabulary, normalizers, preTokenizer, model);
        return new LoadedTokenizer(vocabulary, plan, DecoderReader.Read(root, vocabulary), leading, trailing);
    }

    private static EncodingPlan Plan(Vocabulary vocabulary, ImmutableArray<INormalizer> normalizers, PreTokenizer preTokenizer, ModelReader model)
    {
        ImmutableArray<AddedToken> inSource = [.. vocabulary.AddedTokens.Where(token => !token.IsNormalized)];
        ImmutableArray<AddedToken> inNormalized = [.. vocabulary.AddedTokens.Where(token => token.IsNormalized)];
        ImmutableArray<string> contents = [.. inNormalized.Select(token => Normalize(token.Content, normalizers))];
        return new EncodingPlan(
            new TokenFinder(inSource, inSource.Select(token => token.Content)),
            normalizers,
            new TokenFinder(inNormalized, contents),
            contents.Select(content => content.Length).DefaultIfEmpty().Max(),
            preTokenizer,
            model.Build(vocabulary, preTokenizer.IsByteLevel));
    }

    private static string Normalize(string content, ImmutableArray<INormalizer> normalizers)
    {
        var text = new NormalizedText();
        text.Load(content, 0);
        foreach (var normalizer in normalizers)
        {
            normalizer.Apply(text);
        }

        return text.Text.ToString();
    }
}

/// <summary>What <c>tokenizer.json</c> says.</summary>
/// <param name="Vocabulary">All tokens.</param>
/// <param name="Plan">How to encode.</param>
/// <param name="Decoder">How to decode.</param>
/// <param name="Leading">Ids that the post-processor puts before a sequence.</param>
/// <param name="Trailing">Ids that the post-processor puts after a sequence.</param>
internal sealed record LoadedTokenizer(
    Vocabulary Vocabulary,
    EncodingPlan Plan,
    ITokenDecoder Decoder,
    ImmutableArray<int> Leading,
    ImmutableArray<int> Trailing);

/// <summary>Reads <c>normalizer</c>.</summary>
internal static class NormalizerReader
{
    public static ImmutableArray<INormalizer> Read(TokenizerNode? node) => node is { } found ? [.. ReadSteps(found)] : [];

    private static IEnumerable<INormalizer> ReadSteps(TokenizerNode node) => node.Type switch
    {
        "Sequence" => node["normalizers"].Items().SelectMany(ReadSteps),
        "NFC" => [new CompositionNormalizer(CompositionTable.Default)],
        "Prepend" => [new PrependNormalizer(node["prepend"].AsString())],
        "Replace" => [new ReplaceNormalizer(node["pattern"]["String"].AsCharacter(), node["content"].AsCharacter())],
        var other => throw node.Unsupported($"the normalizer '{other}'", "NFC", "Prepend", "Replace (of one character by one)", "Sequence"),
    };
}
