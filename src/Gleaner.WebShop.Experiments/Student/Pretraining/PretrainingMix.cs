namespace Gleaner.WebShop.Student.Pretraining;

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
