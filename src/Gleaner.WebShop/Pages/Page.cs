using System.Collections.Immutable;

namespace Gleaner.WebShop.Pages;

/// <summary>
/// A page as a shopper sees it, in structured form. It holds only what the page's text shows: nothing of the goal's hidden
/// fields and nothing of the product that this page does not print. Immutable.
/// </summary>
/// <param name="Instruction">The instruction as printed (without the heading "Instruction:"); empty on the done page.</param>
public abstract record Page(string Instruction);

/// <summary>The start page with the search bar.</summary>
/// <param name="Instruction">The instruction as printed.</param>
public sealed record IndexPage(string Instruction) : Page(Instruction);

/// <summary>One page of search results.</summary>
/// <param name="Instruction">The instruction as printed.</param>
/// <param name="Number">Page number, from 1; pages past the end exist and are empty.</param>
/// <param name="TotalResults">Number of results over all pages.</param>
/// <param name="Results">At most 10 lines, best first.</param>
public sealed record ResultsPage(string Instruction, int Number, int TotalResults, ImmutableArray<ResultLine> Results) : Page(Instruction);

/// <summary>A product as a results page shows it.</summary>
/// <param name="Asin">Product id, upper case.</param>
/// <param name="Title">Title as printed.</param>
/// <param name="Price">Price tag as printed, "$34.0" or "$8.5 to $12.98".</param>
public sealed record ResultLine(string Asin, string Title, string Price);

/// <summary>A product's own page.</summary>
/// <param name="Instruction">The instruction as printed.</param>
/// <param name="Asin">Product id, upper case (it stands in the page's address).</param>
/// <param name="Title">Title as printed.</param>
/// <param name="Price">Price tag as printed, without the word "Price:".</param>
/// <param name="Options">Option groups in page order.</param>
/// <param name="HasAttributesButton">Whether the page offers "Attributes".</param>
public sealed record ItemPage(
    string Instruction, string Asin, string Title, string Price, ImmutableArray<OptionGroup> Options, bool HasAttributesButton) : Page(Instruction);

/// <summary>A group of options of which one can be selected.</summary>
/// <param name="Name">Name, lower case ("color").</param>
/// <param name="Values">Values, lower case, in page order.</param>
/// <param name="Selected">
/// The selected value, or null. Shoppers know it from their own clicks even where the text does not mark it (mode <c>text</c>).
/// </param>
public sealed record OptionGroup(string Name, ImmutableArray<string> Values, string? Selected);

/// <summary>A sub page of a product: description, features, reviews or attributes.</summary>
/// <param name="Instruction">The instruction as printed.</param>
/// <param name="Asin">Product id, upper case.</param>
/// <param name="Kind">Which sub page.</param>
/// <param name="Lines">Its text nodes as printed, in order.</param>
public sealed record DetailsPage(string Instruction, string Asin, DetailsKind Kind, ImmutableArray<string> Lines) : Page(Instruction);

/// <summary>The kinds of sub page.</summary>
public enum DetailsKind
{
    /// <summary>The description.</summary>
    Description,

    /// <summary>The bullet points.</summary>
    Features,

    /// <summary>Reviews: always empty upstream.</summary>
    Reviews,

    /// <summary>Attributes, category and query.</summary>
    Attributes,
}

/// <summary>The page after a purchase.</summary>
/// <param name="Score">The reward, 0..1.</param>
public sealed record DonePage(double Score) : Page("");
