using Gleaner.Runs;
using Gleaner.Tests.Toy;

namespace Gleaner.Tests.Runs;

public class ResumeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_killed_at_any_change_resumes_to_the_same_bytes()
    {
        using var undisturbedFolder = new TemporaryFolder();
        var counting = new FaultyRunFiles();
        await new ToyExperiment(undisturbedFolder.Path) { Files = counting, Cancellation = Cancellation }.RunAsync();
        var expected = ToyExperiment.DeterministicFiles(undisturbedFolder.Path);
        counting.Changes.ShouldBeGreaterThan(60);

        for (var crashAt = 1; crashAt <= counting.Changes; crashAt++)
        {
            using var folder = new TemporaryFolder();
            var dying = new FaultyRunFiles(crashAt);
            await Should.ThrowAsync<SimulatedCrash>(
                () => new ToyExperiment(folder.Path) { Files = dying, Cancellation = Cancellation }.RunAsync());
            dying.ReleaseAll();

            await new ToyExperiment(folder.Path) { Workers = 1, BatchSize = 3, Cancellation = Cancellation }.RunAsync();

            ToyExperiment.DeterministicFiles(folder.Path).ShouldBe(expected, $"killed at change {crashAt}");
        }
    }

    [Fact]
    public async Task A_run_killed_again_and_again_ends_with_the_same_bytes()
    {
        using var undisturbedFolder = new TemporaryFolder();
        await new ToyExperiment(undisturbedFolder.Path) { Cancellation = Cancellation }.RunAsync();

        using var folder = new TemporaryFolder();
        var kills = 0;
        while (true)
        {
            var dying = new FaultyRunFiles(crashAt: 12);
            try
            {
                await new ToyExperiment(folder.Path) { Files = dying, Cancellation = Cancellation }.RunAsync();
                break;
            }
            catch (SimulatedCrash)
            {
                dying.ReleaseAll();
                (++kills).ShouldBeLessThan(100, "no progress between kills");
            }
        }

        kills.ShouldBeGreaterThan(3);
        ToyExperiment.DeterministicFiles(folder.Path).ShouldBe(ToyExperiment.DeterministicFiles(undisturbedFolder.Path));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 48)]
    public async Task Parallelism_and_batch_size_do_not_change_a_byte(int workers, int batchSize)
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        await new ToyExperiment(first.Path) { Cancellation = Cancellation }.RunAsync();
        await new ToyExperiment(second.Path) { Workers = workers, BatchSize = batchSize, Cancellation = Cancellation }.RunAsync();

        ToyExperiment.DeterministicFiles(second.Path).ShouldBe(ToyExperiment.DeterministicFiles(first.Path));
    }

    [Fact]
    public async Task A_finished_run_is_read_and_not_repeated()
    {
        using var folder = new TemporaryFolder();
        var metrics = await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();
        var before = ToyExperiment.DeterministicFiles(folder.Path);
        var observer = new RecordingObserver();

        var again = await new ToyExperiment(folder.Path) { Observer = observer, Cancellation = Cancellation }.RunAsync();

        again.Select(iteration => iteration.Cumulative).ShouldBe(metrics.Select(iteration => iteration.Cumulative));
        observer.Finished.ShouldAllBe(result => result.WasRestored);
        ToyExperiment.DeterministicFiles(folder.Path).ShouldBe(before);
    }

    [Theory]
    [InlineData(StageKind.ExpertCollection, 3)]
    [InlineData(StageKind.Exploration, 8)]
    [InlineData(StageKind.Learning, 4)]
    [InlineData(StageKind.Evaluation, 1)]
    public async Task A_cancelled_run_can_be_resumed(StageKind kind, int afterUnits)
    {
        using var undisturbedFolder = new TemporaryFolder();
        await new ToyExperiment(undisturbedFolder.Path) { Cancellation = Cancellation }.RunAsync();

        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var observer = new RecordingObserver
        {
            Progressed = (stage, progress) =>
            {
                if (stage.Kind == kind && progress.Done >= afterUnits)
                {
                    cancellation.Cancel();
                }
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(
            () => new ToyExperiment(folder.Path) { Observer = observer, BatchSize = 1, Cancellation = cancellation.Token }.RunAsync());

        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();

        ToyExperiment.DeterministicFiles(folder.Path).ShouldBe(ToyExperiment.DeterministicFiles(undisturbedFolder.Path));
    }
}
