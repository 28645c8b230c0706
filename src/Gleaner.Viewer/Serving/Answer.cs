namespace Gleaner.Viewer.Serving;

/// <summary>What a request is answered with.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Text">All of it; empty where it is made or written otherwise.</param>
internal sealed record Answer(string ContentType, string Text)
{
    /// <summary>Makes the text of a page.</summary>
    public Func<Task<string>>? Page { get; init; }

    /// <summary>Writes an answer that is too long to be held.</summary>
    public Func<Stream, CancellationToken, Task>? Write { get; init; }

    /// <summary>The page to go to instead; null for none.</summary>
    public string? MovesTo { get; init; }

    /// <summary>The name of the file that it is kept as; empty if it is none.</summary>
    public string Download { get; init; } = "";
}
