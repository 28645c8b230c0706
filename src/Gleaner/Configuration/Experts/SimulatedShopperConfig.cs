using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;
using Gleaner.Randomness;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>A scripted shopper.</summary>
/// <param name="Seed">Seed of what the expert draws; the same in all seeds of the experiment, as recorded expert data would be.</param>
internal sealed record SimulatedShopperConfig(ulong Seed) : ExpertConfig
{
    public override string Description => "A scripted shopper that sees only instruction and pages.";

    public override bool? IsSimulated => true;

    public override void Check(EnvironmentConfig environment, SectionReader reader) =>
        CheckKind(Name, WebShopConfig.Name, environment, reader);

    public override IExpert Create(World world, int maxTurns)
    {
        var habits = new[] { ShopperHabits.Careful, ShopperHabits.Hasty }.Single(habits => habits.Name == Name);
        return new PolicyExpert(new SimulatedShopperPolicy(new SimulatedShopper(habits), new Seed(Seed), maxTurns), new Seed(Seed));
    }

    internal static SimulatedShopperConfig ReadShopper(SectionReader reader, string kind) =>
        new(reader.Value("seed", ValueKind.Seed, "0", "Seed of what the expert draws; the same for all seeds of the experiment.")) { Name = kind };
}
