using System.Collections.Immutable;
using Gleaner.Tokenizers.Splitting;

namespace Gleaner.Tokenizers;

/// <summary>Reads <c>pre_tokenizer</c>: ByteLevel with splitters before it, Metaspace, or none.</summary>
internal static class PreTokenizerReader
{
    /// <summary>SentencePiece's mark for a space.</summary>
    private const char Mark = '\u2581';

    private const int MaxSteps = 8;

    private static readonly ImmutableArray<string> Supported =
        ["ByteLevel", "Digits and Split in a Sequence that ends with ByteLevel", "Metaspace alone", "none"];

    public static PreTokenizer Read(TokenizerNode? node, ModelReader model)
    {
        if (node is not { } found)
        {
            return new PreTokenizer { IsByteLevel = false, Splitters = CutsBefore(Mark, model) };
        }

        List<TokenizerNode> steps = [.. Flatten(found).Take(MaxSteps + 1)];
        if (steps.Count is 0 or > MaxSteps)
        {
            throw found.Unsupported($"a Sequence of {(steps.Count == 0 ? "nothing" : $"more than {MaxSteps} steps")}", Supported);
        }

        return steps[^1].Type switch
        {
            "ByteLevel" => ReadByteLevel(steps),
            "Metaspace" when steps.Count == 1 => ReadMetaspace(steps[0], model),
            "Metaspace" => throw found.Unsupported("Metaspace after another pre-tokenizer", Supported),
            var other => throw steps[^1].Unsupported($"the pre-tokenizer '{other}' at the end", Supported),
        };
    }

    private static IEnumerable<TokenizerNode> Flatten(TokenizerNode node) =>
        node.Type == "Sequence" ? node["pretokenizers"].Items().SelectMany(Flatten) : [node];

    private static PreTokenizer ReadByteLevel(List<TokenizerNode> steps)
    {
        var last = steps[^1];
        var isPrefixed = last.Flag("add_prefix_space", otherwise: true);
        if (isPrefixed && steps.Count > 1)
        {
            throw last.Unsupported("add_prefix_space after another pre-tokenizer", "add_prefix_space in ByteLevel alone");
        }

        var splitters = steps.SkipLast(1).Select(ReadSplitter);
        return new PreTokenizer
        {
            IsByteLevel = true,
            Prefix = ' ',
            PrefixRule = isPrefixed ? PrefixRule.Always : PrefixRule.Never,
            Splitters = [.. last.Flag("use_regex", otherwise: true) ? splitters.Append(new Gpt2Splitter()) : splitters],
        };
    }

    private static ISplitter ReadSplitter(TokenizerNode node) => node.Type switch
    {
        "Digits" => new DigitsSplitter(node.Flag("individual_digits")),
        "Split" => ReadSplit(node),
        var other => throw node.Unsupported($"the pre-tokenizer '{other}'", Supported),
    };

    private static ISplitter ReadSplit(TokenizerNode node)
    {
        // The known patterns match all of any text, so that both ways of writing it cut alike.
        var (behavior, isInverted) = (node["behavior"].AsString(), node.Flag("invert"));
        if (!(behavior == "Isolated" || (behavior == "Removed" && isInverted)))
        {
            throw node.Unsupported($"the behavior '{behavior}'{(isInverted ? " inverted" : "")}", "Isolated", "Removed inverted");
        }

        var pattern = node["pattern"]["Regex"].AsString();
        return pattern == Gpt2Splitter.Pattern ? new Gpt2Splitter()
            : pattern == DigitAwareSplitter.PatternOf(1) ? new DigitAwareSplitter(1)
            : pattern == DigitAwareSplitter.PatternOf(3) ? new DigitAwareSplitter(3)
            : throw node.Unsupported(
                $"the pattern {pattern}", "GPT-2's " + Gpt2Splitter.Pattern, "Llama 3's " + DigitAwareSplitter.PatternOf(3), "Qwen2's " + DigitAwareSplitter.PatternOf(1));
    }

    private static PreTokenizer ReadMetaspace(TokenizerNode node, ModelReader model)
    {
        var mark = node.Find("replacement")?.AsCharacter() ?? Mark;
        var scheme = node.Find("prepend_scheme");
        var rule = (scheme?.AsString() ?? (node.Flag("add_prefix_space", otherwise: true) ? "always" : "never")) switch
        {
            "always" => PrefixRule.Always,
            "first" => PrefixRule.First,
            "never" => PrefixRule.Never,
            var other => throw scheme!.Value.Unsupported($"'{other}'", "always", "first", "never"),
        };

        return new PreTokenizer
        {
            IsByteLevel = false,
            SpaceMark = mark,
            Prefix = mark,
            PrefixRule = rule,
            Splitters = node.Flag("split", otherwise: true) ? [new MarkSplitter(mark, isRunKept: false)] : CutsBefore(mark, model),
        };
    }

    /// <summary>Words where the tokenizer knows none, if they change nothing: short ones are quicker to merge, and remembered.</summary>
    private static ImmutableArray<ISplitter> CutsBefore(char mark, ModelReader model) =>
        model.MayCutBefore(mark) ? [new MarkSplitter(mark, isRunKept: true)] : [];
}
