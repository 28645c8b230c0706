using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers.Tests;

/// <summary>Shorthands for tests.</summary>
internal static class Encoded
{
    internal static List<int> Ids(this Tokenizer tokenizer, string text, SpecialTokens special = SpecialTokens.AsText)
    {
        List<int> ids = [];
        tokenizer.Encode(text, special, ids);
        return ids;
    }

    internal static string[] Tokens(this Tokenizer tokenizer, string text, SpecialTokens special = SpecialTokens.AsText) =>
        [.. tokenizer.Ids(text, special).Select(tokenizer.TokenOf)];

    internal static (List<int> Ids, List<int> Ends) WithEnds(this Tokenizer tokenizer, AnnotatedText text)
    {
        List<int> ids = [], ends = [];
        tokenizer.Encode(text, ids, ends);
        return (ids, ends);
    }

    /// <summary>The same for a text that is trusted as a whole or not at all.</summary>
    internal static (List<int> Ids, List<int> Ends) WithEnds(this Tokenizer tokenizer, string text, bool isTrusted) =>
        tokenizer.WithEnds(new AnnotatedTextBuilder().Append(text, isTrusted).Build());
}
