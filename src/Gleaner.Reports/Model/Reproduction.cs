namespace Gleaner.Reports.Model;

/// <summary>What someone else needs to get the same bytes.</summary>
public sealed record Reproduction
{
    /// <summary>The exact command line, without secrets.</summary>
    public string Command { get; init; } = "";

    /// <summary>The resolved configuration as YAML.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Seeds used.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>Versions, for example (<c>Gleaner</c>, <c>0.1.0</c>).</summary>
    public IReadOnlyList<NamedValue> Versions { get; init; } = [];

    /// <summary>Content hashes of data, splits and code.</summary>
    public IReadOnlyList<NamedValue> Hashes { get; init; } = [];

    /// <summary>The machine, for example (<c>cores</c>, <c>2</c>).</summary>
    public IReadOnlyList<NamedValue> Machine { get; init; } = [];
}

/// <summary>A labelled fact, printed as it stands.</summary>
/// <param name="Name">The label.</param>
/// <param name="Value">The fact.</param>
public sealed record NamedValue(string Name, string Value);
