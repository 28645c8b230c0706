using Gleaner.Cli.Configuration;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Cli.Experiments;

/// <summary>Makes the experts that a configuration names.</summary>
internal static class ExperimentExperts
{
    public static IPolicy Create(ExpertConfig config, int maxTurns)
    {
        var habits = new[] { ShopperHabits.Careful, ShopperHabits.Hasty }.Single(habits => habits.Name == config.Name);
        return new SimulatedShopperPolicy(new SimulatedShopper(habits), new Seed(config.Seed), maxTurns);
    }
}
