using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;

namespace Gleaner.Maze.Kinds;

/// <summary>A scripted walker in mazes.</summary>
public sealed class WalkerKind : ExpertKind<WalkerConfig>
{
    /// <inheritdoc/>
    public override string Name => "simulated-walker";

    /// <inheritdoc/>
    public override string Summary => "In mazes, a scripted walker that may lose its head.";

    /// <inheritdoc/>
    public override string OnlyIn => MazeKind.KindName;

    /// <inheritdoc/>
    public override WalkerConfig Read(SectionReader reader) => new(
        ReadName(reader, Name),
        reader.Value("distraction", ValueKind.Number(0, 1), "0.1", "How likely it is to lose its head before a move; from then on it wanders."),
        ReadSeed(reader));

    /// <inheritdoc/>
    public override string Describe(WalkerConfig config) => "A scripted walker that sees what the student sees, and may lose its head.";

    /// <inheritdoc/>
    public override bool? IsSimulated(WalkerConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(WalkerConfig config, World world, int maxTurns) =>
        new PolicyExpert(new SimulatedWalker(config.Name, config.Distraction, new Seed(config.Seed)), new Seed(config.Seed));
}

/// <summary>What the section of a walker says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Distraction">How likely it is to lose its head before a move, 0 to 1.</param>
/// <param name="Seed">Seed of what it draws; the same in all seeds of the experiment.</param>
public sealed record WalkerConfig(string Name = "simulated-walker", double Distraction = 0.1, ulong Seed = 0) : ExpertConfig(Name);
