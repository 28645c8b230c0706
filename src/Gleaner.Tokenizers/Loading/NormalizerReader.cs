using System.Collections.Immutable;
using Gleaner.Tokenizers.Normalization;

namespace Gleaner.Tokenizers.Loading;

/// <summary>Reads <c>normalizer</c>.</summary>
internal static class NormalizerReader
{
    public static ImmutableArray<INormalizer> Read(JsonNode? node) => node is { } found ? [.. ReadSteps(found)] : [];

    private static IEnumerable<INormalizer> ReadSteps(JsonNode node) => node.Type switch
    {
        "Sequence" => node["normalizers"].Items().SelectMany(ReadSteps),
        "NFC" => [new CompositionNormalizer(CompositionTable.Default)],
        "Prepend" => [new PrependNormalizer(node["prepend"].AsString())],
        "Replace" => [new ReplaceNormalizer(node["pattern"]["String"].AsCharacter(), node["content"].AsCharacter())],
        var other => throw node.Unsupported($"the normalizer '{other}'", "NFC", "Prepend", "Replace (of one character by one)", "Sequence"),
    };
}
