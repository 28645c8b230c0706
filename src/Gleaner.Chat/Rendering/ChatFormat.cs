using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Chat.Templates;
using Gleaner.Tokenizers;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Chat.Rendering;

/// <summary>What a model's folder says about conversations: tokens, template, and the tokens that end a turn.</summary>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Template">Its chat template.</param>
/// <param name="StopTokens">The special tokens that end generation, not empty.</param>
public sealed record ChatFormat(Tokenizer Tokenizer, ChatTemplate Template, ImmutableArray<AddedToken> StopTokens)
{
    /// <summary>
    /// Reads <c>tokenizer.json</c>, <c>tokenizer_config.json</c>, the chat template, and the stop tokens: <c>eos_token_id</c> of
    /// <c>generation_config.json</c> (of <c>config.json</c> where that is missing) and the tokenizer's eos token.
    /// </summary>
    /// <exception cref="TokenizerException">The tokenizer's files cannot be used.</exception>
    /// <exception cref="ChatTemplateException">The template cannot be used.</exception>
    /// <exception cref="ChatRenderingException">There is no template, or no stop token.</exception>
    public static ChatFormat Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var tokenizer = Tokenizer.Load(folder);
        var source = tokenizer.Settings.ChatTemplate ?? throw new ChatRenderingException(
            $"{folder}: there is no chat template, neither chat_template.jinja nor 'chat_template' in tokenizer_config.json. Use the model's chat (instruct) version.");
        return Create(tokenizer, ChatTemplate.Parse(source, $"chat template of {folder}"), StopTokenFile.Read(folder), folder);
    }

    /// <summary>Puts a format together.</summary>
    /// <param name="tokenizer">The tokenizer; its eos token is a stop token.</param>
    /// <param name="template">The template.</param>
    /// <param name="stopIds">Ids of further stop tokens.</param>
    /// <param name="name">Name of the model for messages.</param>
    /// <exception cref="ChatRenderingException">There is no stop token.</exception>
    public static ChatFormat Create(Tokenizer tokenizer, ChatTemplate template, IEnumerable<int> stopIds, string name)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(template);
        var ids = stopIds.ToHashSet();
        var stops = tokenizer.AddedTokens.Where(token => ids.Contains(token.Id) || token.Content == tokenizer.Settings.EosToken).ToImmutableArray();
        return stops.Length > 0
            ? new ChatFormat(tokenizer, template, stops)
            : throw new ChatRenderingException(
                $"{name}: no added token ends generation. generation_config.json must name one as 'eos_token_id', or tokenizer_config.json as 'eos_token'.");
    }

    /// <summary>Whether an id ends generation.</summary>
    public bool IsStop(int id) => StopTokens.Any(token => token.Id == id);

    /// <summary>The id of the stop token that a turn ends with.</summary>
    internal int EndOfTurn(ChatChunk turn) => StopTokens
        .Where(token => turn.Text.Text.EndsWith(token.Content, StringComparison.Ordinal)).MaxBy(token => token.Content.Length)!.Id;
}

/// <summary>Reads <c>eos_token_id</c>, a number or a list of numbers.</summary>
internal static class StopTokenFile
{
    private const long MaxLength = 1 << 20;

    public static ImmutableArray<int> Read(string folder)
    {
        foreach (var name in (string[])["generation_config.json", "config.json"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && ReadFile(path) is { IsEmpty: false } ids)
            {
                return ids;
            }
        }

        return [];
    }

    private static ImmutableArray<int> ReadFile(string path)
    {
        try
        {
            using var document = StrictJson.ReadDocument(path, MaxLength);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("eos_token_id", out var value))
            {
                return [];
            }

            return value.ValueKind switch
            {
                JsonValueKind.Number => [value.GetInt32()],
                JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.GetInt32())],
                JsonValueKind.Null => [],
                _ => throw new FormatException(),
            };
        }
        catch (JsonFileException exception)
        {
            throw new ChatRenderingException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new ChatRenderingException($"{path}: 'eos_token_id' must be a number or a list of numbers.", exception);
        }
    }
}
