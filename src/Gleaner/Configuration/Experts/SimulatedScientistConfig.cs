using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;
using Gleaner.Randomness;
using Gleaner.ScienceWorld.Experts;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>The simulator's scripted solutions, spoilt by rules.</summary>
/// <param name="Rates">How often.</param>
/// <param name="Seed">Seed of what is drawn; the same in all seeds of the experiment, as recorded expert data would be.</param>
internal sealed record SimulatedScientistConfig(FaultRates Rates, ulong Seed) : ExpertConfig
{
    public const string Kind = "simulated-scientist";

    public override string Description => "The simulator's scripted solutions, spoilt by rules that are drawn for each task.";

    public override bool? IsSimulated => true;

    public override void Check(EnvironmentConfig environment, SectionReader reader) => CheckKind(Kind, ScienceWorldConfig.Name, environment, reader);

    public override IExpert Create(World world, int maxTurns) => new PolicyExpert(
        new SimulatedExpertPolicy(Name, ((IGoldPathWorld)world).GoldPaths, Rates, new Seed(Seed)), new Seed(Seed));

    internal static SimulatedScientistConfig ReadScientist(SectionReader reader)
    {
        var name = reader.Value("name", ValueKind.Name, "scientist", "Its name in tables and under `methods`; different for each expert.");
        return new(
            new FaultRates
            {
                SkipsStep = Rate(reader, "skips_step", "0.2", "Probability that one action of a task's solution is left out."),
                TakesWrongDoor = Rate(reader, "takes_wrong_door", "0.2", "Probability that one `go to` leads through another open door, and the rest is done there all the same."),
                FocusesOnWrongThing = Rate(reader, "focuses_on_wrong_thing", "0.2", "Probability that the last `focus on` is on another thing that was last seen, which fails the task if the thing is in the room."),
                StopsEarly = Rate(reader, "stops_early", "0.1", "Probability that the expert gives up in the second half."),
            },
            reader.Value("seed", ValueKind.Seed, "0", "Seed of what the expert draws; the same for all seeds of the experiment."))
        {
            Name = name,
        };
    }

    private static double Rate(SectionReader reader, string key, string fallback, string meaning) =>
        reader.Value(key, ValueKind.Number(0, 1), fallback, meaning);
}
