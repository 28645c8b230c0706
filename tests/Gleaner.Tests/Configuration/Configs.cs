using Gleaner.CommandLine.Configuration;

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

    public static ExperimentConfig Parse(string yaml, params string[] overrides) =>
        ConfigLoader.Parse(yaml, "x.yaml", "/experiments", overrides, "/here");

    public static IReadOnlyList<string> ErrorsOf(string yaml, params string[] overrides) =>
        Should.Throw<ConfigException>(() => Parse(yaml, overrides)).Errors;
}
