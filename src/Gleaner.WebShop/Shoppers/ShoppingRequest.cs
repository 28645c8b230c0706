using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gleaner.WebShop.Shoppers;

/// <summary>
/// What a shopper understands of an instruction's text: "… with color: green stripe, and size: large, and price lower than
/// 50.00 dollars", or free wording in which only the price bound is recognised and options are looked for as plain words.
/// </summary>
/// <param name="Text">The whole instruction, lower case.</param>
/// <param name="Description">What comes before the named options and the price: the kind of product and its qualities.</param>
/// <param name="Options">The options asked for by name, in order.</param>
/// <param name="MaxPrice">The price to stay below in dollars; infinite if none is given.</param>
internal sealed partial record ShoppingRequest(string Text, string Description, ImmutableArray<RequestedOption> Options, double MaxPrice)
{
    private const string Separator = ", and ";

    /// <summary>The description up to its first "with" or "for"; all of it in free wording, where these words may come anywhere.</summary>
    public string Kind => Options.IsEmpty ? Description : Qualities().Split(Description, 2)[0];

    public static ShoppingRequest Parse(string instruction)
    {
        var text = instruction.ToLowerInvariant().Trim();
        var price = PriceBound().Match(text);
        var maxPrice = price.Success ? double.Parse(price.Groups["price"].Value, CultureInfo.InvariantCulture) : double.PositiveInfinity;
        var rest = price.Success ? text[..price.Index] : text;
        rest = Opening().Replace(rest, "");

        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        var with = colon < 0 ? -1 : rest.LastIndexOf(" with ", colon, StringComparison.Ordinal);
        return with < 0
            ? new ShoppingRequest(text, rest, [], maxPrice)
            : new ShoppingRequest(text, rest[..with], ParseOptions(rest[(with + " with ".Length)..]), maxPrice);
    }

    private static ImmutableArray<RequestedOption> ParseOptions(string text)
    {
        var options = ImmutableArray.CreateBuilder<RequestedOption>();
        foreach (var part in text.Split(Separator))
        {
            var colon = part.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                options.Add(new RequestedOption(part[..colon].Trim(), part[(colon + 2)..].Trim()));
            }
            else if (options.Count > 0)
            {
                // The separator was part of a value.
                options[^1] = options[^1] with { Value = options[^1].Value + Separator + part };
            }
        }

        return options.DrainToImmutable();
    }

    [GeneratedRegex(@",?\s*(?:and\s+)?price\s+(?:lower|less|cheaper)\s+than\s+\$?(?<price>\d+(?:\.\d+)?)(?:\s+dollars)?", RegexOptions.CultureInvariant)]
    private static partial Regex PriceBound();

    [GeneratedRegex(" (?:with|for) ", RegexOptions.CultureInvariant)]
    private static partial Regex Qualities();

    [GeneratedRegex(@"^find me\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}

/// <summary>An option asked for by name: "color: green stripe".</summary>
/// <param name="Name">Name of the option group, lower case.</param>
/// <param name="Value">The value asked for, lower case.</param>
internal sealed record RequestedOption(string Name, string Value);

/// <summary>What a shopper types into the search bar.</summary>
public enum QueryContent
{
    /// <summary>The kind of product, and the values of the options asked for.</summary>
    KindAndOptions,

    /// <summary>The kind of product with all its qualities, and the values of the options asked for.</summary>
    DescriptionAndOptions,

    /// <summary>The whole instruction, price bound included.</summary>
    WholeText,
}
