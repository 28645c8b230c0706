using Gleaner.Cli.Configuration.Reading;

namespace Gleaner.Cli.Configuration;

/// <summary>A policy whose trajectories are learnt from.</summary>
/// <param name="Name">Its name in tables and under <c>methods</c>.</param>
/// <param name="Seed">Seed of what it draws; the same in all seeds of the experiment, as recorded expert data would be.</param>
internal sealed record ExpertConfig(string Name, ulong Seed)
{
    internal static ExpertConfig Read(SectionReader reader)
    {
        var name = reader.Value(
            "kind",
            ValueKind.OneOf(new[] { "simulated-careful", "simulated-hasty" }.ToDictionary(kind => kind)),
            null,
            "The first expert's successes are what BC learns from. A scripted shopper that compares and navigates but is careless with options, or one that buys among the first hits.");
        return new(name, reader.Value("seed", ValueKind.Seed, "0", "Seed of what the expert draws; the same for all seeds of the experiment."));
    }
}
