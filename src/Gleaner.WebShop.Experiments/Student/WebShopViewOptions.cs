namespace Gleaner.WebShop.Student;

/// <summary>How much of a page the student is shown. Longer views cost tokens in every turn.</summary>
public sealed record WebShopViewOptions
{
    /// <summary>Most title tokens of a result line. Default 6.</summary>
    public int TitleTokens { get; init; } = 6;

    /// <summary>Most values shown of an option group; all of them can be chosen all the same. Default 3.</summary>
    public int ValuesPerGroup { get; init; } = 3;

    /// <summary>
    /// Show what page and instruction have in common and nothing else: the words of a title that the instruction has too, the
    /// option values that stand in it, longest first. Default true; false shows the beginnings.
    /// </summary>
    public bool Highlight { get; init; } = true;

    /// <summary>Most tokens of a search that the student writes. Default 32.</summary>
    public int MaxSearchTokens { get; init; } = 32;
}
