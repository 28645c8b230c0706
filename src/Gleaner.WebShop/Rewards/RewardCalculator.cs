using System.Globalization;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Rewards;

/// <summary>
/// Judges purchases against goals as the original environment does (Yao et al. 2022, section 3, and its code). Thread-safe.
/// </summary>
public sealed class RewardCalculator
{
    private readonly ProductCatalogue _catalogue;
    private readonly RewardMode _mode;
    private readonly KeptItems<int, AttributeMatcher> _matchers;
    private readonly KeptItems<int, ComparedKind> _kinds;
    private readonly ComparedTexts _texts = new();

    /// <summary>Creates the judge of a catalogue's purchases.</summary>
    /// <param name="catalogue">The products and prices.</param>
    /// <param name="mode">How options are compared.</param>
    /// <param name="titleNouns">The nouns of titles; null for the catalogue's own, and a rule-based guess where it has none.</param>
    public RewardCalculator(ProductCatalogue catalogue, RewardMode mode, ITitleNouns? titleNouns = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _catalogue = catalogue;
        _mode = mode;
        titleNouns ??= new CatalogueTitleNouns(new RuleBasedTitleNouns());
        _matchers = new KeptItems<int, AttributeMatcher>(catalogue.Products.Count, product => new AttributeMatcher(catalogue.Products[product]));
        _kinds = new KeptItems<int, ComparedKind>(catalogue.Products.Count, product => KindOf(catalogue.Products[product], titleNouns));
    }

    /// <summary>Judges a purchase.</summary>
    /// <param name="goal">What was to be bought; its product is of this catalogue.</param>
    /// <param name="product">Position of the bought product in the catalogue.</param>
    /// <param name="chosen">Names and values of the options chosen.</param>
    /// <exception cref="ArgumentException">The goal's product is not of this catalogue.</exception>
    public RewardDetails Judge(Goal goal, int product, IReadOnlyList<KeyValuePair<string, string>> chosen)
    {
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentNullException.ThrowIfNull(chosen);
        var wanted = _catalogue.IndexOf(goal.Product.Asin);
        if (wanted < 0)
        {
            throw new ArgumentException($"Product {goal.Product.Asin} of the goal is not in the catalogue: use the catalogue that the goals were made from.", nameof(goal));
        }

        var attributes = _matchers[product].CountMet(goal.Attributes, _texts);
        var options = OptionMatcher.CountMet(goal.Options, chosen, _mode, _texts);
        var kind = KindMatch.Of(_kinds[wanted], _kinds[product]);
        return Details(goal, kind, attributes, options, _catalogue.Prices[product] <= goal.PriceUpper);
    }

    private static RewardDetails Details(Goal goal, KindMatch kind, int attributes, int options, bool price)
    {
        int wantedAttributes = goal.Attributes.Length, wantedOptions = goal.Options.Length;
        double parts = wantedAttributes + wantedOptions + 1;
        return new RewardDetails(
            Reward: (attributes + options + (price ? 1 : 0)) / parts * kind.Type,
            kind.Type,
            Attributes: attributes / (double)wantedAttributes,
            AttributesWeight: wantedAttributes / parts,
            kind.Query,
            kind.Category,
            kind.TitleScore,
            Options: wantedOptions == 0 ? null : options / (double)wantedOptions,
            OptionsWeight: wantedOptions == 0 ? null : wantedOptions / parts,
            price,
            PriceWeight: 1 / parts);
    }

    private static ComparedKind KindOf(Product product, ITitleNouns titleNouns) => new(product, titleNouns.Of(product));
}

/// <summary>How chosen options are compared with those asked for.</summary>
public enum RewardMode
{
    /// <summary>
    /// As the original does: fuzzily and by any option, so "large" satisfies "x-large", "9" satisfies "9.5" and "navy blue" satisfies
    /// "light blue", while the right choice now and then earns nothing ("stand" counts as "tan").
    /// </summary>
    Compatible,

    /// <summary>The option of that name must have that value, up to case and white space. All else as in <see cref="Compatible"/>.</summary>
    Strict,
}

/// <summary>
/// A purchase's reward and its parts: type x (attributes met + options met + price met) / (attributes + options + 1), which is
/// type x the sum of each rate times its weight.
/// </summary>
/// <param name="Reward">The reward, 0..1.</param>
/// <param name="Type">How near the bought product's kind is to the wanted one's: 0, 0.1, 0.5 or 1 (r_type).</param>
/// <param name="Attributes">Share of the wanted attributes that are met, 0..1 (r_att).</param>
/// <param name="AttributesWeight">Their weight (w_att).</param>
/// <param name="QueryMatch">Whether both products belong to the same search of the original shop (query_match).</param>
/// <param name="CategoryMatch">Whether their category paths share two parts (category_match).</param>
/// <param name="TitleScore">Share of the wanted title's nouns that the bought title has, 0..1 (title_score).</param>
/// <param name="Options">Share of the wanted options that are met, or null if none is wanted (r_option).</param>
/// <param name="OptionsWeight">Their weight, or null (w_option).</param>
/// <param name="PriceMet">Whether the price is within the bound (r_price).</param>
/// <param name="PriceWeight">Its weight (w_price).</param>
public sealed record RewardDetails(
    double Reward,
    double Type,
    double Attributes,
    double AttributesWeight,
    bool QueryMatch,
    bool CategoryMatch,
    double TitleScore,
    double? Options,
    double? OptionsWeight,
    bool PriceMet,
    double PriceWeight)
{
    /// <summary>The parts in words, a line each.</summary>
    public string Explain() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        reward {Reward:0.####} = type {Type:0.##} × (attributes {Attributes:0.##} × {AttributesWeight:0.##} + {(Options is { } options ? $"options {options:0.##} × {OptionsWeight:0.##} + " : "")}price {(PriceMet ? 1 : 0)} × {PriceWeight:0.##})
        type: {(QueryMatch ? "same search" : "another search")}, {(CategoryMatch ? "same category" : "another category")}, {TitleScore:P0} of the wanted title's nouns
        attributes met: {Attributes:P0}; options met: {(Options is { } met ? met.ToString("P0", CultureInfo.InvariantCulture) : "none asked for")}; price: {(PriceMet ? "within the bound" : "over the bound")}
        """).ReplaceLineEndings("\n");
}
