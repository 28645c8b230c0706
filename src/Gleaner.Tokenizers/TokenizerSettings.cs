using System.Collections.Immutable;

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
