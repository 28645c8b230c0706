namespace Gleaner.EndToEnd.Tests;

/// <summary>An experiment that is over in seconds: everything in it is as small as it can be, so it wins nothing much.</summary>
internal static class TinyExperiment
{
    public const string Yaml =
        """
        name: tiny
        environment:
          kind: webshop
          catalogue: generated
          generated: {products: 80, seed: 7}
        tasks:
          test: {first: 0, count: 20}
          dev: {first: 20, count: 10}
          train: {first: 30, count: 40}
          disjoint: {count: 10}
        experts:
          - kind: simulated-careful
          - kind: simulated-hasty
        student:
          width: 32
          layers: 1
          heads: 1
          feed_forward: 32
          pieces: 400
          pretraining: {steps: 20, batch: 8}
        training:
          bc: {steps: 20, batch: 8}
          iteration: {steps: 5, batch: 8}
        exploration:
          iterations: 2
        methods:
          - {kind: rft, name: RFT×2, rollouts: 2}
          - {kind: eef, experts: [simulated-careful, simulated-hasty], leftover: unsolved}
        """;

    /// <summary>Writes the experiment into a folder.</summary>
    /// <returns>The YAML file.</returns>
    public static string In(TemporaryFolder folder)
    {
        var file = folder.File("tiny.yaml");
        File.WriteAllText(file, Yaml);
        return file;
    }
}
