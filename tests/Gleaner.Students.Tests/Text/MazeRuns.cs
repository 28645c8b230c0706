using System.Collections.Immutable;
using Gleaner.Maze;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Students.Learning;
using Gleaner.Students.Text;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Students.Tests.Text;

/// <summary>Tiny text students in small mazes.</summary>
internal static class MazeRuns
{
    public static MazeEnvironment Mazes { get; } = new(3, 160, new Seed(1));

    public static TextStudentOptions Options { get; } = new()
    {
        Width = 32,
        Layers = 2,
        Heads = 2,
        FeedForward = 48,
        Pieces = 520,
        Context = 400,
        PretrainingSteps = 3,
        PretrainingBatch = 4,
        PretrainingLength = 128,
        Learning = new LearningOptions { Threads = 1 },
    };

    /// <summary>A simulated walker's walks.</summary>
    public static async Task<ImmutableArray<Trajectory>> WalkAsync(double distraction, IEnumerable<TaskId> tasks)
    {
        var rollouts = await RollOutAsync(
            new SimulatedWalker("walker", distraction, new Seed(4)), [.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))], 0, author: Author.Expert);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }

    public static Task<ImmutableArray<Rollout>> RollOutAsync(
        IPolicy policy, IReadOnlyList<RolloutRequest> requests, double temperature, int batchSize = 16, int workers = 1, Author author = Author.Student) =>
        new RolloutEngine(Mazes).RunAsync(
            policy,
            requests,
            new Seed(5),
            new RolloutOptions { Decoding = new Decoding(temperature), MaxTurns = 12, BatchSize = batchSize, Workers = workers, Author = author },
            cancellationToken: TestContext.Current.CancellationToken);
}
