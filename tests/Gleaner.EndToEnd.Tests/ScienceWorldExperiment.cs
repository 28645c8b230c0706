using System.Collections.Immutable;
using Gleaner.ScienceWorld;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.EndToEnd.Tests;

/// <summary>An experiment in ScienceWorld that is over in seconds, on the stand-in simulator.</summary>
/// <param name="Yaml">The experiment's file.</param>
/// <param name="Simulator">The stand-in.</param>
internal sealed record ScienceWorldExperiment(string Yaml, StandInFiles Simulator)
{
    private const int TasksOfEach = 6;

    private static readonly string[] Types = ["boil", "melt", "freeze"];

    /// <summary>Writes the experiment and the trajectories of its expert, the scripted solutions, into a folder.</summary>
    public static async Task<ScienceWorldExperiment> InAsync(TemporaryFolder folder, StandInSettings? settings = null, int epochs = 3)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is started by a POSIX shell");
        var simulator = StandInFiles.Write(Directory.CreateDirectory(folder.File("simulator")).FullName, settings);
        var expert = StandInFiles.Write(Directory.CreateDirectory(folder.File("expert")).FullName);
        using (var file = File.Create(folder.File("expert.jsonl")))
        {
            TrajectoryJsonLines.Write(file, await PlayAsync(expert));
        }

        var yaml = folder.File("scienceworld.yaml");
        await File.WriteAllTextAsync(
            yaml,
            $$"""
            name: tiny-scienceworld
            environment:
              kind: scienceworld
              jar: {{simulator.Jar}}
              java: {{simulator.Java}}
              instances: 2
              max_turns: 10
            tasks:
              train: {from: official-train, count: {{TasksOfEach * Types.Length}}, per_type: {{TasksOfEach}}, only: [{{string.Join(", ", Types)}}]}
              dev: {from: official-dev, count: 3, per_type: 1, only: [{{string.Join(", ", Types)}}]}
              test: {from: official-test, count: 3, per_type: 1, only: [{{string.Join(", ", Types)}}]}
            experts:
              - {kind: recorded, name: scripted, file: expert.jsonl}
            student:
              kind: text
              width: 16
              layers: 1
              heads: 1
              feed_forward: 16
              pieces: 600
              context: 1024
              pretraining: {steps: 2, batch: 2}
            training:
              bc: {steps: {{epochs}}, batch: 2}
              iteration: {steps: 2, batch: 2}
            exploration:
              iterations: 1
            methods:
              - {kind: rft, name: RFT×1, rollouts: 1}
              - {kind: eef, experts: [scripted]}
            """);
        return new ScienceWorldExperiment(yaml, simulator);
    }

    private static async Task<IReadOnlyList<Trajectory>> PlayAsync(StandInFiles files)
    {
        await using var environment = ScienceWorldEnvironment.Open(new SimulatorOptions { Java = files.Java, Jar = files.Jar, Instances = 1 });
        var trajectories = new List<Trajectory>();
        foreach (var task in from type in Types from variation in Enumerable.Range(0, TasksOfEach) select new ScienceWorldTask(type, variation, Simplifications.Easy))
        {
            var actions = await environment.ListGoldActionsAsync(task, TestContext.Current.CancellationToken);
            await using var episode = await environment.ResetAsync(task.Id, TestContext.Current.CancellationToken);
            var turns = ImmutableArray.CreateBuilder<Turn>();
            foreach (var action in actions)
            {
                var seen = episode.Observation;
                var step = await episode.StepAsync(action, TestContext.Current.CancellationToken);
                turns.Add(new Turn(seen, action, Author.Expert, step.Reward, step.WasPossible));
            }

            trajectories.Add(new Trajectory(task.Id, "scripted", turns.ToImmutable(), episode.Observation, episode.Return, StopReason.Done));
        }

        return trajectories;
    }
}
