using Gleaner.Tokenizers.Decoding;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>Reads <c>decoder</c>: ByteLevel, or the steps of SentencePiece-style tokenizers.</summary>
internal static class DecoderReader
{
    private static readonly string[] Supported = ["ByteLevel", "a Sequence of Replace, ByteFallback, Fuse, Strip in this order"];

    public static ITokenDecoder Read(TokenizerNode root, Vocabulary vocabulary)
    {
        var node = root["decoder"];
        return node.Type switch
        {
            "ByteLevel" => new ByteLevelDecoder(vocabulary),
            "Sequence" => new ByteFallbackDecoder(vocabulary, ReadSteps(node)),
            var other => throw node.Unsupported($"the decoder '{other}'", Supported),
        };
    }

    private static ByteFallbackDecoder.Steps ReadSteps(TokenizerNode sequence)
    {
        List<(string, string)> replacements = [];
        bool joinsBytes = false, isFused = false;
        (char Character, int Count) strip = (' ', 0);
        string[] order = ["Replace", "ByteFallback", "Fuse", "Strip"];
        var done = 0;
        foreach (var node in sequence["decoders"].Items())
        {
            var step = Array.IndexOf(order, node.Type);
            if (step < done)
            {
                throw node.Unsupported($"the decoder '{node.Type}' here", Supported);
            }

            // Only Replace may come again.
            done = step == 0 ? 0 : step + 1;
            switch (step)
            {
                case 0:
                    replacements.Add((node["pattern"]["String"] is var pattern && pattern.AsString() is { Length: > 0 } old
                        ? old
                        : throw pattern.Error("must not be empty"), node["content"].AsString()));
                    break;
                case 1:
                    joinsBytes = true;
                    break;
                case 2:
                    isFused = true;
                    break;
                default:
                    strip = (node["content"].AsCharacter(), node["start"].AsInt(0, 1024));
                    if (node["stop"].AsInt(0, int.MaxValue) != 0)
                    {
                        throw node["stop"].Unsupported("stripping at the end", "0");
                    }

                    break;
            }
        }

        return isFused
            ? new ByteFallbackDecoder.Steps(replacements, joinsBytes, strip.Character, strip.Count)
            : throw sequence.Unsupported("a Sequence without Fuse", Supported);
    }
}
