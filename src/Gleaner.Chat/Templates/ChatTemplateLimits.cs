namespace Gleaner.Chat.Templates;

/// <summary>
/// What a template may cost at most. A template is a program from a downloaded folder; these bounds make it end, and with the
/// defaults keep it below 256 MB.
/// </summary>
public sealed record ChatTemplateLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static ChatTemplateLimits Default { get; } = new();

    /// <summary>Characters of the source.</summary>
    public int MaxSource { get; init; } = 256 * 1024;

    /// <summary>Depth of nested expressions and statements, of calls of macros, and of lists within lists.</summary>
    public int MaxDepth { get; init; } = 150;

    /// <summary>
    /// Steps of one rendering: a node of the program, an element of a list made, or eight characters of a string made or read
    /// costs one.
    /// </summary>
    public long MaxSteps { get; init; } = 2_000_000;

    /// <summary>Characters of the output, and of any string on the way to it.</summary>
    public int MaxOutput { get; init; } = 4 * 1024 * 1024;

    /// <summary>Numbers of a <c>range</c>.</summary>
    public int MaxRange { get; init; } = 100_000;
}
