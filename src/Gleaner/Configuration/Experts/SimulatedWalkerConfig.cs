using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;
using Gleaner.Maze;
using Gleaner.Randomness;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>A scripted walker in mazes.</summary>
/// <param name="Distraction">How likely it is to lose its head before a move.</param>
/// <param name="Seed">Seed of what it draws; the same in all seeds of the experiment.</param>
internal sealed record SimulatedWalkerConfig(double Distraction, ulong Seed) : ExpertConfig
{
    public const string Kind = "simulated-walker";

    public override string Description => "A scripted walker that sees what the student sees, and may lose its head.";

    public override bool? IsSimulated => true;

    public override void Check(EnvironmentConfig environment, SectionReader reader) => CheckKind(Kind, MazeConfig.Name, environment, reader);

    public override IExpert Create(World world, int maxTurns) =>
        new PolicyExpert(new SimulatedWalker(Name, Distraction, new Seed(Seed)), new Seed(Seed));

    internal static SimulatedWalkerConfig ReadWalker(SectionReader reader)
    {
        var name = reader.Value("name", ValueKind.Name, Kind, "Its name in tables and under `methods`; different for each expert.");
        return new(
            reader.Value("distraction", ValueKind.Number(0, 1), "0.1", "How likely it is to lose its head before a move; from then on it wanders."),
            reader.Value("seed", ValueKind.Seed, "0", "Seed of what the expert draws; the same for all seeds of the experiment."))
        {
            Name = name,
        };
    }
}
