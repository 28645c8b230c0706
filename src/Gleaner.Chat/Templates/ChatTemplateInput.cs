using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.Chat.Templates;

/// <summary>What a template is rendered with.</summary>
/// <param name="Messages">The messages, the first first.</param>
/// <param name="AddGenerationPrompt">Whether the text ends where the assistant is to go on.</param>
public sealed record ChatTemplateInput(ImmutableArray<TemplateMessage> Messages, bool AddGenerationPrompt)
{
    /// <summary>The token that begins a sequence; undefined in the template where null.</summary>
    public string? BosToken { get; init; }

    /// <summary>The token that ends a sequence; undefined in the template where null.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables, such as <c>date_string</c>. What they hold is never taken for special tokens.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>Where <c>strftime_now</c> takes the time from. A template that prints it renders otherwise every day.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
