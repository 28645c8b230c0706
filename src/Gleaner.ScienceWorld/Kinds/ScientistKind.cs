using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;
using Gleaner.ScienceWorld.Experts;

namespace Gleaner.ScienceWorld.Kinds;

/// <summary>The simulator's scripted solutions, spoilt by rules.</summary>
public sealed class ScientistKind : ExpertKind<ScientistConfig>
{
    /// <inheritdoc/>
    public override string Name => "simulated-scientist";

    /// <inheritdoc/>
    public override string Summary => "In ScienceWorld, the simulator's scripted solutions, spoilt by rules.";

    /// <inheritdoc/>
    public override string OnlyIn => ScienceWorldKind.KindName;

    /// <inheritdoc/>
    public override ScientistConfig Read(SectionReader reader) => new(
        ReadName(reader, "scientist"),
        new FaultRates
        {
            SkipsStep = Rate(reader, "skips_step", "0.2", "Probability that one action of a task's solution is left out."),
            TakesWrongDoor = Rate(reader, "takes_wrong_door", "0.2", "Probability that one `go to` leads through another open door, and the rest is done there anyway."),
            FocusesOnWrongThing = Rate(reader, "focuses_on_wrong_thing", "0.2", "Probability that the last `focus on` is on another thing that was last seen, which fails the task if the thing is in the room."),
            StopsEarly = Rate(reader, "stops_early", "0.1", "Probability that the expert gives up in the second half."),
        },
        ReadSeed(reader));

    /// <inheritdoc/>
    public override string Describe(ScientistConfig config) => "The simulator's scripted solutions, spoilt by rules that are drawn for each task.";

    /// <inheritdoc/>
    public override bool? IsSimulated(ScientistConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(ScientistConfig config, World world, int maxTurns) => world is ScienceWorldWorld { GoldPaths: var solutions }
        ? new PolicyExpert(new SimulatedExpertPolicy(config.Name, solutions, config.Rates, new Seed(config.Seed)), new Seed(config.Seed))
        : throw new UsageException($"The expert '{config.Name}' knows ScienceWorld alone.");

    private static double Rate(SectionReader reader, string key, string fallback, string meaning) =>
        reader.Value(key, ValueKind.Number(0, 1), fallback, meaning);
}

/// <summary>What the section of a scientist says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Rates">How often it errs.</param>
/// <param name="Seed">Seed of what is drawn; the same in all seeds of the experiment, as recorded expert data would be.</param>
public sealed record ScientistConfig(string Name, FaultRates Rates, ulong Seed) : ExpertConfig(Name);
