using Gleaner.Runs;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

/// <summary>Evaluations in an environment that fails: what fails once is played again, what fails twice is counted apart.</summary>
public sealed class EvaluationRetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_failed_once_is_played_again_and_comes_out_as_if_nothing_had_been()
    {
        var broken = KeyDoorEnvironment.Split("test", 12, 6).Tasks[2];
        var undisturbed = await RunAsync("undisturbed", _ => null);
        var failures = 0;
        var disturbed = await RunAsync("disturbed", task => task == broken && Interlocked.Increment(ref failures) == 1 ? StopReason.EnvironmentDied : null);

        failures.ShouldBeGreaterThan(1);
        disturbed[^1].On("test")!.Failed.ShouldBe(0);
        disturbed.Select(metrics => metrics.On("test")!.Returns).ShouldBe(undisturbed.Select(metrics => metrics.On("test")!.Returns));
    }

    [Fact]
    public async Task What_fails_twice_is_counted_apart()
    {
        var broken = KeyDoorEnvironment.Split("test", 12, 6).Tasks[2];
        var metrics = await RunAsync("broken", task => task == broken ? StopReason.EnvironmentDied : null);
        metrics.ShouldAllBe(iteration => iteration.On("test")!.Failed == 1);
        metrics[^1].On("test")!.Returns[2].Return.ShouldBe(0);
    }

    private async Task<IReadOnlyList<IterationMetrics>> RunAsync(string name, Func<Gleaner.Tasks.TaskId, StopReason?> fails) => await new ToyExperiment(_folder.File(name))
    {
        Environment = new FailingEnvironment((task, steps) => steps == 1 ? fails(task) : null),
        Cancellation = Cancellation,
    }.RunAsync();
}
