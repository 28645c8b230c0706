using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.CommandLine.Tests.Configuration;

internal static class Configs
{
    public const string Minimal = """
        environment:
          kind: webshop
          catalogue: shop
        experts:
          - kind: simulated-careful
        methods:
          - kind: eef
        """;

    /// <summary>Reads with all of the program's kinds.</summary>
    public static ExperimentReader Reader(string currentFolder) => new(GleanerHost.CreateBuilder().Kinds, currentFolder);

    public static Experiment Parse(string yaml, params string[] overrides) =>
        Reader("/here").Parse(yaml, "x.yaml", "/experiments", overrides);

    public static IReadOnlyList<string> ErrorsOf(string yaml, params string[] overrides) =>
        Should.Throw<ConfigException>(() => Parse(yaml, overrides)).Errors;
}
