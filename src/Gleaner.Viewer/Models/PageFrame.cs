using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Models;

/// <summary>What surrounds every page.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Trail">The pages above it, from the runs down.</param>
internal sealed record PageFrame(string Title, IReadOnlyList<Crumb> Trail)
{
    /// <summary>The run that the page is about; null for the list of runs.</summary>
    public string? Run { get; init; }

    /// <summary>How far the run's index has come; null where there is none.</summary>
    public IndexState? Index { get; init; }

    /// <summary>Whether the run goes on.</summary>
    public bool IsLive { get; init; }

    /// <summary>How the run stood when the page was made; empty where there is none.</summary>
    public string Version { get; init; } = "";

    /// <summary>Messages above the page: what cannot be shown, and why.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Where the keys lead, by key: <c>n</c>, <c>p</c>, <c>[</c>, <c>]</c>.</summary>
    public IReadOnlyList<(string Key, string Address)> Keys { get; init; } = [];

    /// <summary>The query that the search field begins with.</summary>
    public string Query { get; init; } = "";

    /// <summary>Whether the page is to be loaded again soon, because something that it needs is still being made.</summary>
    public bool IsPending { get; init; }
}

/// <summary>A page above this one.</summary>
internal sealed record Crumb(string Text, string Address);
