using Gleaner.Students;

namespace Gleaner.WebShop.Student;

/// <summary>
/// The student on WebShop: its shape, its view of pages and its pre-training. Defaults: 3500 pieces (product ids not counted), a
/// context of 1024 tokens, 1200 steps of pre-training with 64 sequences at a rate of 4e-3.
/// </summary>
public sealed record WebShopStudentOptions : TinyStudentOptions
{
    /// <summary>The defaults.</summary>
    public WebShopStudentOptions() =>
        (Pieces, Context, PretrainingSteps, PretrainingBatch, PretrainingRate) = (3500, 1024, 1200, 64, 4e-3);

    /// <summary>The parts of pre-training.</summary>
    public PretrainingMix Mix { get; init; } = new();

    /// <summary>The view of pages.</summary>
    public WebShopViewOptions View { get; init; } = new();
}

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

    /// <summary>
    /// Whether a product is shown with the token that stands for it alone, which pre-training ties to its text. Without, the student
    /// can know a product only by what the page says of it. Default true.
    /// </summary>
    public bool ProductTokens { get; init; } = true;

    /// <summary>Most tokens of a search that the student writes. Default 32.</summary>
    public int MaxSearchTokens { get; init; } = 32;
}

/// <summary>
/// The parts of self-supervised pre-training and their shares (relative weights, not negative). Every part is made of text that
/// pages show; none knows a goal, its attributes or its wording.
/// </summary>
public sealed record PretrainingMix
{
    /// <summary>Continue a piece of title, description or bullet point. Default 0.1.</summary>
    public double Text { get; init; } = 0.05;

    /// <summary>Name the product that some fragments of text are of. Default 0.2.</summary>
    public double Identify { get; init; } = 0.2;

    /// <summary>On a product's page, choose the option values that a made-up request names. Default 0.15.</summary>
    public double Choose { get; init; } = 0.15;

    /// <summary>Name the values of a product's option groups. Default 0.05.</summary>
    public double Values { get; init; } = 0.05;

    /// <summary>Search for some of the words of a made-up request. Default 0.25.</summary>
    public double Search { get; init; } = 0.25;

    /// <summary>
    /// A made-up shopping trip: fragments of a product's text as the request, some of its words as the search, the results
    /// that the shop's search gives, the product's link, its options. Default 0.3.
    /// </summary>
    public double Trip { get; init; } = 0.3;
}
