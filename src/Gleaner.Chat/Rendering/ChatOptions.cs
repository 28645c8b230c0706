using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.Chat.Rendering;

/// <summary>How conversations are put to a template.</summary>
public sealed record ChatOptions
{
    /// <summary>
    /// Whether a system message goes before the first user message's text, with an empty line between, where the template
    /// refuses system messages or leaves them out. Off by default: the model then sees another conversation than was asked for.
    /// </summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>Further variables of the template, such as <c>date_string</c>.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The clock of templates that print a date. Hand in one that stands still where runs must not depend on the day.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
