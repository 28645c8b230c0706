using System.Runtime.CompilerServices;
using Gleaner.Environments;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests;

/// <summary>The library example of the README compiles and runs, and the README shows just that.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_library_example_finds_and_learns_solutions()
    {
        var environment = new KeyDoorEnvironment();
        var tasks = KeyDoorEnvironment.Split("train", 0, 9).Tasks;
        var played = await new RolloutEngine(environment).RunAsync(
            Wanderer.Create("my-expert", 0.5),
            [.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(3),
            new RolloutOptions { MaxTurns = 16, Author = Author.Expert },
            cancellationToken: TestContext.Current.CancellationToken);
        var experts = played.Select(rollout => rollout.Trajectory).ToList();
        experts.ShouldContain(expert => expert.Return < 1);

        var student = new TableStudent();
        var positives = await LearnAsync(environment, experts, tasks, student);

        positives.Count.ShouldBeGreaterThan(experts.Count(expert => expert.Return >= 1));
    }

    [Fact]
    public void The_readme_shows_this_code()
    {
        var source = Lines(File.ReadAllText(ThisFile()));
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "README.md"));
        var example = readme.Split("```csharp\n")[1].Split("```")[0];
        source.ShouldContain(Lines(example));
    }

    private static async Task<PositiveRepository> LearnAsync(
        IEnvironment environment, IReadOnlyList<Trajectory> experts, IReadOnlyList<TaskId> tasks, IStudent student)
    {
        var eef = new ExploringExpertFailures("EEF", ["my-expert"], new EefOptions());
        var engine = new RolloutEngine(environment);
        var state = new IterationState
        {
            Number = 1, Tasks = tasks, Experts = experts, Rollouts = [],
            Positives = new PositiveRepository(experts, environment.SuccessThreshold),
            SuccessThreshold = environment.SuccessThreshold, Seed = new Seed(1),
        };
        while (eef.Explore(state) is { Count: > 0 } requests)
        {
            var rollouts = await engine.RunAsync(student, requests, state.Seed, new RolloutOptions { Decoding = new Decoding(0.8) });
            state = state with { Rollouts = [.. state.Rollouts, .. rollouts], Positives = state.Positives.Add(rollouts, state.Number) };
        }

        await student.LearnAsync(eef.Select(state), new LearningPlan(Steps: 100, BatchSize: 24, LearningRate: 1e-3, state.Seed), null, default);
        return state.Positives;
    }

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
