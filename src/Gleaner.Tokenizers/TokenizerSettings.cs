using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Gleaner.Tokenizers;

/// <summary>
/// What <c>tokenizer_config.json</c> and <c>chat_template.jinja</c> beside a tokenizer say; every part is null, empty or
/// false where they say nothing.
/// </summary>
public sealed record TokenizerSettings
{
    /// <summary>The token that begins a sequence.</summary>
    public string? BosToken { get; init; }

    /// <summary>The token that ends a sequence.</summary>
    public string? EosToken { get; init; }

    /// <summary>The token for what the vocabulary lacks.</summary>
    public string? UnkToken { get; init; }

    /// <summary>The token that fills up batches.</summary>
    public string? PadToken { get; init; }

    /// <summary>
    /// Source of the chat template: <c>chat_template.jinja</c> if there is one, else <c>chat_template</c>, or its entry
    /// "default" where it is a list.
    /// </summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Sources of all named chat templates, "default" among them.</summary>
    public ImmutableDictionary<string, string> ChatTemplates { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Most tokens the model takes; null also where the file gives the customary huge number for "no limit".</summary>
    public int? ModelMaxLength { get; init; }
}

/// <summary>Reads <c>tokenizer_config.json</c> and <c>chat_template.jinja</c>, as far as they exist.</summary>
internal static class SettingsReader
{
    private const string DefaultTemplate = "default";

    public static TokenizerSettings Read(string folder)
    {
        var settings = new TokenizerSettings();
        var config = Path.Combine(folder, "tokenizer_config.json");
        if (File.Exists(config))
        {
            settings = ReadConfig(TokenizerFile.ReadObject(config));
        }

        var template = Path.Combine(folder, "chat_template.jinja");
        if (!File.Exists(template))
        {
            return settings;
        }

        var source = ReadText(template);
        return settings with { ChatTemplate = source, ChatTemplates = settings.ChatTemplates.SetItem(DefaultTemplate, source) };
    }

    private static TokenizerSettings ReadConfig(TokenizerNode root)
    {
        var templates = root.Find("chat_template") is { } template ? ReadTemplates(template) : ImmutableDictionary<string, string>.Empty;
        return new TokenizerSettings
        {
            BosToken = ReadToken(root, "bos_token"),
            EosToken = ReadToken(root, "eos_token"),
            UnkToken = ReadToken(root, "unk_token"),
            PadToken = ReadToken(root, "pad_token"),
            ChatTemplates = templates,
            ChatTemplate = templates.GetValueOrDefault(DefaultTemplate),
            ModelMaxLength = ReadLength(root),
        };
    }

    /// <summary>A token is written as its string, or as an object that describes an added token.</summary>
    private static string? ReadToken(TokenizerNode root, string name) => root.Find(name) is { } node
        ? node.Element.ValueKind == JsonValueKind.Object ? node["content"].AsString() : node.AsString()
        : null;

    private static ImmutableDictionary<string, string> ReadTemplates(TokenizerNode node)
    {
        if (node.Element.ValueKind == JsonValueKind.String)
        {
            return ImmutableDictionary<string, string>.Empty.Add(DefaultTemplate, node.AsString());
        }

        var templates = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var entry in node.Items())
        {
            if (!templates.TryAdd(entry["name"].AsString(), entry["template"].AsString()))
            {
                throw entry.Error("has the name of an earlier template");
            }
        }

        return templates.ToImmutable();
    }

    private static int? ReadLength(TokenizerNode root)
    {
        if (root.Find("model_max_length") is not { } node)
        {
            return null;
        }

        var length = node.Element.ValueKind == JsonValueKind.Number && node.Element.TryGetDouble(out var value) && value >= 1
            ? value
            : throw node.Error("must be a number of tokens");
        return length <= int.MaxValue ? (int)length : null;
    }

    private static string ReadText(string path)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(TokenizerFile.Read(path));
        }
        catch (DecoderFallbackException exception)
        {
            throw new TokenizerException($"{path} is not valid UTF-8.", exception);
        }
    }
}
