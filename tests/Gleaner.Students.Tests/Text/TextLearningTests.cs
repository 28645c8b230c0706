using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students.Text;
using Gleaner.Tasks;

namespace Gleaner.Students.Tests.Text;

/// <summary>The whole method with a text student in mazes, small.</summary>
public sealed class TextLearningTests
{
    private static readonly IReadOnlyList<TaskId> Training = [.. MazeRuns.Mazes.Tasks.Take(100)];
    private static readonly IReadOnlyList<TaskId> Test = [.. MazeRuns.Mazes.Tasks.Skip(100).Take(60)];

    [Fact]
    public async Task Cloning_learns_to_find_the_way_and_exploring_failures_solves_what_the_expert_could_not()
    {
        var experts = await MazeRuns.WalkAsync(0.15, Training);
        var options = MazeRuns.Options with { Width = 64, FeedForward = 128, PretrainingSteps = 200, PretrainingBatch = 16 };
        var (student, _) = await new TextStudents(options, experts).PretrainAsync(new Seed(1), null, CancellationToken.None);
        var state = new IterationState
        {
            Number = 1, Tasks = Training, Experts = experts, Positives = new PositiveRepository(experts, 1), Rollouts = [], SuccessThreshold = 1, Seed = new Seed(2),
        };
        var solvedByExpert = experts.Count(expert => expert.Return == 1);
        solvedByExpert.ShouldBeInRange(15, 65);
        var untrained = await WonAsync(student);

        await LearnAsync(student, new BehaviorCloning(), state, steps: 150);
        var cloned = await WonAsync(student);
        cloned.ShouldBeGreaterThan(untrained + 5);

        var eef = new ExploringExpertFailures("EEF", ["walker"], new EefOptions());
        while (eef.Explore(state) is { Count: > 0 } requests)
        {
            var rollouts = await MazeRuns.RollOutAsync(student, requests, 0.8);
            state = state with { Rollouts = [.. state.Rollouts, .. rollouts], Positives = state.Positives.Add(rollouts, state.Number) };
        }

        var solved = state.Positives.SolvedTasks.Count();
        solved.ShouldBeGreaterThan(solvedByExpert + 5);
        state.Positives.SolvedTasks.SelectMany(state.Positives.SolutionsOf).ShouldContain(
            solution => solution.ExpertActions > 0 && !solution.IsDemonstration, "the expert's failures were of use");
        await LearnAsync(student, eef, state, steps: 60);
        (await WonAsync(student)).ShouldBeGreaterThan(untrained + 5);
    }

    private static Task LearnAsync(IStudent student, IMethod method, IterationState state, int steps) =>
        student.LearnAsync(method.Select(state), new LearningPlan(steps, 16, 2e-3, new Seed(3)), null, TestContext.Current.CancellationToken);

    private static async Task<int> WonAsync(IPolicy student)
    {
        var rollouts = await MazeRuns.RollOutAsync(student, [.. Test.Select(task => new RolloutRequest(StartState.Initial(task), 0))], 0);
        return rollouts.Count(rollout => rollout.Trajectory.Return == 1);
    }
}
