using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Kinds;

/// <summary>A scripted shopper; its habits name the kind.</summary>
/// <param name="habits">How it shops.</param>
/// <param name="summary">What it is, in a sentence.</param>
public sealed class ShopperKind(ShopperHabits habits, string summary) : ExpertKind<ShopperConfig>
{
    /// <summary>Compares and navigates, but is careless with options.</summary>
    public static ShopperKind Careful { get; } = new(ShopperHabits.Careful, "In WebShop, a scripted shopper that compares and navigates but is careless with options.");

    /// <summary>Makes no mistake that could be avoided: a row for what can be won at all.</summary>
    public static ShopperKind Faultless { get; } = new(ShopperHabits.Faultless, "In WebShop, a scripted shopper without avoidable mistakes: what can be won at all.");

    /// <summary>Buys among the first hits.</summary>
    public static ShopperKind Hasty { get; } = new(ShopperHabits.Hasty, "In WebShop, a scripted shopper that buys among the first hits.");

    /// <summary>Finds what it is asked for, and buys only where it was the first product that it opened.</summary>
    public static ShopperKind Undecided { get; } = new(
        ShopperHabits.Undecided, "In WebShop, a scripted shopper that leaves products without the options asked for, and never buys after having done so: it fails on purpose.");

    /// <inheritdoc/>
    public override string Name => habits.Name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    public override string OnlyIn => WebShopKind.KindName;

    /// <inheritdoc/>
    public override ShopperConfig Read(SectionReader reader) => new(Name, ReadSeed(reader));

    /// <inheritdoc/>
    public override string Describe(ShopperConfig config) => "A scripted shopper that sees only instruction and pages.";

    /// <inheritdoc/>
    public override bool? IsSimulated(ShopperConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(ShopperConfig config, World world, int maxTurns) =>
        new PolicyExpert(new SimulatedShopperPolicy(new SimulatedShopper(habits), new Seed(config.Seed), maxTurns), new Seed(config.Seed));
}

/// <summary>What the section of a shopper says.</summary>
/// <param name="Name">The kind's name; shoppers have no other.</param>
/// <param name="Seed">Seed of what it draws; the same in all seeds of the experiment, as recorded expert data would be.</param>
public sealed record ShopperConfig(string Name, ulong Seed = 0) : ExpertConfig(Name);
