namespace Gleaner.WebShop.Pages;

/// <summary>The fixed words of the pages, and the same as arguments of <c>click[...]</c>.</summary>
internal static class PageLabels
{
    internal const string Separator = " [SEP] ";
    internal const string Search = "Search";
    internal const string BackToSearch = "Back to Search";
    internal const string Previous = "< Prev";
    internal const string Next = "Next >";
    internal const string BuyNow = "Buy Now";

    internal const string SearchClick = "search";
    internal const string BackToSearchClick = "back to search";
    internal const string PreviousClick = "< prev";
    internal const string NextClick = "next >";
    internal const string BuyNowClick = "buy now";

    internal static string Label(DetailsKind kind) => kind switch
    {
        DetailsKind.Description => "Description",
        DetailsKind.Features => "Features",
        DetailsKind.Reviews => "Reviews",
        _ => "Attributes",
    };

    internal static string Click(DetailsKind kind) => kind switch
    {
        DetailsKind.Description => "description",
        DetailsKind.Features => "features",
        DetailsKind.Reviews => "reviews",
        _ => "attributes",
    };

    internal static DetailsKind? DetailsOf(string click) => click switch
    {
        "description" => DetailsKind.Description,
        "features" => DetailsKind.Features,
        "reviews" => DetailsKind.Reviews,
        "attributes" => DetailsKind.Attributes,
        _ => null,
    };
}
