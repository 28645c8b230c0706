using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Rewards;

/// <summary>
/// Judges purchases against goals as the original environment does (Yao et al. 2022, section 3, and its code). Thread-safe.
/// </summary>
public sealed class RewardCalculator
{
    private readonly ProductCatalogue catalogue;
    private readonly RewardMode mode;
    private readonly ITitleNouns titleNouns;
    private readonly AttributeMatcher?[] matchers;
    private readonly ComparedKind?[] kinds;
    private readonly ComparedTexts texts = new();

    /// <summary>Creates the judge of a catalogue's purchases.</summary>
    /// <param name="catalogue">The products and prices.</param>
    /// <param name="mode">How options are compared.</param>
    /// <param name="titleNouns">The nouns of titles; null for the catalogue's own, and a rule-based guess where it has none.</param>
    public RewardCalculator(ProductCatalogue catalogue, RewardMode mode, ITitleNouns? titleNouns = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        this.catalogue = catalogue;
        this.mode = mode;
        this.titleNouns = titleNouns ?? NounsOf(catalogue);
        matchers = new AttributeMatcher?[catalogue.Products.Length];
        kinds = new ComparedKind?[catalogue.Products.Length];
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
        var wanted = catalogue.IndexOf(goal.Product.Asin);
        if (wanted < 0)
        {
            throw new ArgumentException($"Product {goal.Product.Asin} of the goal is not in the catalogue: judge with the catalogue that the goals were made of.", nameof(goal));
        }

        // A race prepares the same product twice, which does no harm.
        var attributes = (matchers[product] ??= new AttributeMatcher(catalogue.Products[product])).CountMet(goal.Attributes, texts);
        var options = OptionMatcher.CountMet(goal.Options, chosen, mode, texts);
        var kind = KindMatch.Of(KindAt(wanted), KindAt(product));
        return Details(goal, kind, attributes, options, catalogue.Prices[product] <= goal.PriceUpper);
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

    private ComparedKind KindAt(int product) =>
        kinds[product] ??= new ComparedKind(catalogue.Products[product], titleNouns.Of(catalogue.Products[product]));

    private static ITitleNouns NounsOf(ProductCatalogue catalogue) => catalogue.TitleNouns is { } known
        ? new PrecomputedTitleNouns(known, new RuleBasedTitleNouns())
        : new RuleBasedTitleNouns();
}
