using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;

namespace Gleaner.Crafting.Kinds;

/// <summary>A scripted crafter.</summary>
public sealed class CrafterKind : ExpertKind<CrafterConfig>
{
    /// <inheritdoc/>
    public override string Name => "simulated-crafter";

    /// <inheritdoc/>
    public override string Summary => "In crafting, a scripted crafter that masters plain orders and slips late on those with a fired part.";

    /// <inheritdoc/>
    public override string OnlyIn => CraftingKind.KindName;

    /// <inheritdoc/>
    public override CrafterConfig Read(SectionReader reader) => new(
        ReadName(reader, Name),
        new CrafterSlips(
            reader.Value("slips", ValueKind.Number(0, 1), "1", "How likely it slips on an order with a fired part: it never sees to the last part; a third of the time it has made something else of what it needed before."),
            reader.Value("slips_on_plain", ValueKind.Number(0, 1), "0.2", "The same on any other order.")),
        ReadSeed(reader));

    /// <inheritdoc/>
    public override string Describe(CrafterConfig config) => "A scripted crafter that knows the recipe book, masters plain orders, and slips late on those with a fired part.";

    /// <inheritdoc/>
    public override bool? IsSimulated(CrafterConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(CrafterConfig config, World world, int maxTurns) =>
        new PolicyExpert(new SimulatedCrafter(config.Name, ((CraftingKind.CraftingWorld)world).Book, config.Slips, new Seed(config.Seed)), new Seed(config.Seed));
}

/// <summary>What the section of a crafter says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Slips">How it slips.</param>
/// <param name="Seed">Seed of what it draws; the same in all seeds of the experiment.</param>
public sealed record CrafterConfig(string Name, CrafterSlips Slips, ulong Seed = 0) : ExpertConfig(Name);
