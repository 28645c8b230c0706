namespace Gleaner.EndToEnd.Tests;

/// <summary>An experiment in mazes that takes seconds: an environment that is no shop, with the student that is made of the expert's trajectories.</summary>
internal static class MazeExperiment
{
    public const string Yaml =
        """
        name: maze
        environment: {kind: maze, size: 3, count: 80, max_turns: 10}
        tasks:
          test: {first: 0, count: 20}
          dev: {first: 20, count: 10}
          train: {first: 30, count: 30}
        experts:
          - {kind: simulated-walker, distraction: 0.2}
        student:
          kind: text
          width: 16
          layers: 1
          heads: 1
          feed_forward: 16
          pieces: 520
          context: 256
          pretraining: {steps: 10, batch: 4, length: 64}
        training:
          bc: {steps: 10, batch: 4}
          iteration: {steps: 5, batch: 4}
        exploration: {iterations: 2}
        methods:
          - {kind: rft}
          - {kind: eef}
        """;
}
