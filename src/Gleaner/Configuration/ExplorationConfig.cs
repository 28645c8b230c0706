using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>What is common to all methods' exploration.</summary>
/// <param name="Iterations">Iterations after BC.</param>
/// <param name="Temperature">Temperature of training rollouts; evaluation is greedy.</param>
internal sealed record ExplorationConfig(int Iterations, double Temperature)
{
    internal static ExplorationConfig Read(SectionReader reader) => new(
        reader.Value("iterations", ValueKind.Integer(0, 100), "3", "Iterations of exploration and fine-tuning after BC."),
        reader.Value("temperature", ValueKind.Number(0, 10), "0.8", "Temperature of training rollouts; evaluation is greedy."));
}
