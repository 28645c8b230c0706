using System.Collections.Immutable;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>Reads <c>added_tokens</c>.</summary>
internal static class AddedTokensReader
{
    /// <summary>Longest added token, in characters: bounds the time of looking for them.</summary>
    private const int MaxLength = 256;

    public static ImmutableArray<AddedToken> Read(TokenizerNode root, IReadOnlyDictionary<string, int> vocabulary, ISet<int> takenIds)
    {
        if (root.Find("added_tokens") is not { } list)
        {
            return [];
        }

        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var node in list.Items())
        {
            var token = ReadToken(node);
            var isKnown = vocabulary.TryGetValue(token.Content, out var id);
            if (isKnown ? id != token.Id : !takenIds.Add(token.Id))
            {
                throw node.Error(isKnown ? $"gives '{token.Content}' the id {token.Id}, the vocabulary {id}" : $"uses the id {token.Id} again");
            }

            if (!tokens.TryAdd(token.Content, token))
            {
                throw node.Error($"is a second token '{token.Content}'");
            }
        }

        return [.. tokens.Values.OrderBy(token => token.Id)];
    }

    private static AddedToken ReadToken(TokenizerNode node)
    {
        var content = node["content"].AsString();
        if (content.Length is 0 or > MaxLength)
        {
            throw node["content"].Error($"must have 1 to {MaxLength} characters");
        }

        return new AddedToken(
            node["id"].AsInt(0, ModelReader.MaxId),
            content,
            node.Flag("special"),
            node.Flag("lstrip"),
            node.Flag("rstrip"),
            node.Flag("single_word"),
            node.Flag("normalized", !node.Flag("special")));
    }
}
