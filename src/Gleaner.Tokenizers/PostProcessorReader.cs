using System.Collections.Immutable;

namespace Gleaner.Tokenizers;

/// <summary>Reads from <c>post_processor</c> the ids around a single sequence.</summary>
internal static class PostProcessorReader
{
    /// <summary>The ids before and after the sequence.</summary>
    public static (ImmutableArray<int> Leading, ImmutableArray<int> Trailing) Read(TokenizerNode? node)
    {
        List<int> leading = [], trailing = [];
        if (node is { } found)
        {
            Read(found, leading, trailing);
        }

        return ([.. leading], [.. trailing]);
    }

    private static void Read(TokenizerNode node, List<int> leading, List<int> trailing)
    {
        switch (node.Type)
        {
            case "ByteLevel":
                // It changes offsets, not ids.
                break;
            case "Sequence":
                foreach (var part in node["processors"].Items())
                {
                    Read(part, leading, trailing);
                }

                break;
            case "TemplateProcessing":
                ReadTemplate(node, leading, trailing);
                break;
            default:
                throw node.Unsupported($"the post-processor '{node.Type}'", "ByteLevel", "TemplateProcessing", "Sequence");
        }
    }

    private static void ReadTemplate(TokenizerNode node, List<int> leading, List<int> trailing)
    {
        // A later template goes around what an earlier one made.
        List<int> before = [], after = [];
        var isBefore = true;
        foreach (var piece in node["single"].Items())
        {
            if (piece.Find("SpecialToken") is { } special)
            {
                var name = special["id"].AsString();
                (isBefore ? before : after).AddRange(node["special_tokens"][name]["ids"].Items().Select(id => id.AsInt(0, ModelReader.MaxId)));
            }
            else if (isBefore && piece["Sequence"]["id"].AsString() == "A")
            {
                isBefore = false;
            }
            else
            {
                throw piece.Unsupported("a second sequence", "special tokens around the sequence A");
            }
        }

        leading.InsertRange(0, before);
        trailing.AddRange(after);
    }
}
