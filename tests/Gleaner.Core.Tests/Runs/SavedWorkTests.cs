using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Tests.Toy;
using Microsoft.Extensions.Time.Testing;

namespace Gleaner.Tests.Runs;

/// <summary>What an interruption costs: rollouts that are simulated a second time, and seconds that are not accounted for.</summary>
public class SavedWorkTests
{
    private const int Tasks = 50;

    /// <summary>A kill may lose the rollouts since the last flush, which comes every 16.</summary>
    private const int MostLost = 15;

    private static readonly TimeSpan Decision = TimeSpan.FromSeconds(10);

    private static readonly TaskSplit Split = KeyDoorEnvironment.Split("train", 0, Tasks);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(47)]
    [InlineData(49)]
    public async Task A_kill_costs_no_more_than_15_rollouts(int finishedBefore)
    {
        using var folder = new TemporaryFolder();
        var files = new FaultyRunFiles();
        var killed = new Collector(folder, files) { Finished = done => { if (done == finishedBefore) { files.Kill(); } } };
        await Should.ThrowAsync<SimulatedCrash>(killed.CollectAsync);
        files.ReleaseAll();

        var resumed = new Collector(folder);
        await resumed.CollectAsync();

        killed.Played.ShouldBe(finishedBefore);
        (killed.Played + resumed.Played - Tasks).ShouldBeInRange(0, MostLost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(23)]
    [InlineData(49)]
    public async Task Cancelling_costs_no_rollout(int finishedBefore)
    {
        using var folder = new TemporaryFolder();
        var cancelled = await CancelAsync(folder, finishedBefore);

        var resumed = new Collector(folder);
        await resumed.CollectAsync();

        cancelled.Played.ShouldBe(finishedBefore);
        (cancelled.Played + resumed.Played).ShouldBe(Tasks);
    }

    [Fact]
    public async Task A_defect_of_the_policy_costs_no_rollout_that_had_finished()
    {
        using var folder = new TemporaryFolder();
        var broken = new Collector(folder) { Started = started => { if (started == 20) { throw new InvalidOperationException("a defect"); } } };
        await Should.ThrowAsync<InvalidOperationException>(broken.CollectAsync);

        var resumed = new Collector(folder);
        await resumed.CollectAsync();

        resumed.Played.ShouldBe(Tasks - 19);
    }

    [Fact]
    public async Task The_seconds_of_a_cancelled_process_are_added_to_those_of_the_next()
    {
        using var folder = new TemporaryFolder();
        var cancelled = await CancelAsync(folder, 20);
        var secondsBefore = SecondsIn(folder);

        var resumed = new Collector(folder);
        await resumed.CollectAsync();

        secondsBefore.ShouldBe(new StageSeconds(cancelled.Decisions * Decision.TotalSeconds, 0, 0));
        SecondsIn(folder).ShouldBe(new StageSeconds((cancelled.Decisions + resumed.Decisions) * Decision.TotalSeconds, 0, 0));
    }

    [Fact]
    public async Task A_finished_stage_takes_no_more_seconds()
    {
        using var folder = new TemporaryFolder();
        await new Collector(folder).CollectAsync();
        var seconds = SecondsIn(folder);

        await new Collector(folder).CollectAsync();

        SecondsIn(folder).ShouldBe(seconds);
    }

    private static async Task<Collector> CancelAsync(TemporaryFolder folder, int finishedBefore)
    {
        using var stop = new CancellationTokenSource();
        var collector = new Collector(folder) { Finished = done => { if (done == finishedBefore) { stop.Cancel(); } }, Cancellation = stop.Token };
        await Should.ThrowAsync<OperationCanceledException>(collector.CollectAsync);
        return collector;
    }

    private static StageSeconds SecondsIn(TemporaryFolder folder) =>
        new DiskRunFiles().ReadJson<StageSeconds>(folder.File("experts/wanderer/seconds.json"));

    /// <summary>One process in which an expert plays the tasks one after another, each decision taking ten seconds.</summary>
    private sealed class Collector(TemporaryFolder folder, IRunFiles? files = null)
    {
        private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        /// <summary>Told how many rollouts have finished.</summary>
        public Action<int> Finished { get; init; } = _ => { };

        /// <summary>Told how many rollouts have been begun, before the first decision in each.</summary>
        public Action<int> Started { get; init; } = _ => { };

        public CancellationToken Cancellation { get; init; } = TestContext.Current.CancellationToken;

        /// <summary>Rollouts that were simulated, not restored.</summary>
        public int Played { get; private set; }

        public int Decisions { get; private set; }

        public async Task CollectAsync()
        {
            using var directory = RunDirectory.Open(folder.Path, ToyExperiment.Identity, files ?? new DiskRunFiles(flushesToDisk: false), _clock);
            var context = new RunContext
            {
                Directory = directory,
                Environment = new KeyDoorEnvironment(),
                Rollouts = new RolloutOptions { MaxTurns = 6, Workers = 1, BatchSize = 1 },
                Observer = new RecordingObserver { Progressed = (_, progress) => Finished(progress.Done) },
                Time = _clock,
            };
            var expert = ScriptedPolicy.Of("wanderer", episode =>
            {
                if (episode.Turns.Count == 0)
                {
                    Started(++Played);
                }

                Decisions++;
                _clock.Advance(Decision);
                return Wanderer.KnownWay(episode);
            });
            await new ExpertCollection(context).CollectAsync(expert, Split.Tasks, Decoding.Greedy, new Seed(1), Cancellation);
        }
    }
}
