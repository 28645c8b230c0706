using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

public class JournalTests
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restored_rollouts_are_the_same_as_the_live_ones(bool withTexts)
    {
        using var folder = new TemporaryFolder();
        var rollouts = await SimulateAsync();
        Write(folder, rollouts, withTexts);

        // What was recorded with its texts is read without playing: an environment that has changed does not matter.
        using var journal = Journal.Open(Files, folder.File("j"));
        var replay = new RolloutReplay(new KeyDoorEnvironment(withTexts ? "!" : "") { RecordsTexts = withTexts }, "student", Author.Student);

        journal.Restored.Count.ShouldBe(rollouts.Count);
        foreach (var rollout in rollouts)
        {
            var restored = await replay.RestoreAsync(rollout.Request, journal.Restored[rollout.Request.Key], TestContext.Current.CancellationToken);
            restored.Request.ShouldBe(rollout.Request);
            (restored.Trajectory.Final is CorridorObservation).ShouldBe(!withTexts);
            (restored.ReplayedSteps, restored.StudentSteps).ShouldBe((rollout.ReplayedSteps, rollout.StudentSteps));
            restored.Trajectory.Turns.Select(turn => turn with { Tokens = null }).ShouldBe(rollout.Trajectory.Turns.Select(turn => turn with { Tokens = null }));
            restored.Trajectory.Turns.SelectMany(turn => turn.Tokens?.Ids ?? []).ShouldBe(rollout.Trajectory.Turns.SelectMany(turn => turn.Tokens?.Ids ?? []));
            (restored.Trajectory with { Turns = rollout.Trajectory.Turns }).ShouldBe(rollout.Trajectory);
        }
    }

    [Fact]
    public async Task Wherever_the_file_is_torn_only_whole_lines_count()
    {
        using var folder = new TemporaryFolder();
        var rollouts = await SimulateAsync();
        Write(folder, rollouts);
        var bytes = File.ReadAllBytes(folder.File("j"));
        for (var length = 0; length <= bytes.Length; length += 97)
        {
            File.WriteAllBytes(folder.File("torn"), bytes[..length]);
            using (var journal = Journal.Open(Files, folder.File("torn")))
            {
                journal.Restored.Count.ShouldBe(bytes[..length].Count(b => b == (byte)'\n'));
                journal.Add(RolloutRecord.Of(rollouts[^1], withTexts: false));
                journal.Flush();
            }

            using var again = Journal.Open(Files, folder.File("torn"));
            again.Restored.ShouldContainKey(rollouts[^1].Request.Key);
        }
    }

    [Fact]
    public async Task A_damaged_line_is_named()
    {
        using var folder = new TemporaryFolder();
        Write(folder, await SimulateAsync());
        var lines = File.ReadAllLines(folder.File("j"));
        lines[1] = lines[1][5..];
        File.WriteAllText(folder.File("j"), string.Join('\n', lines) + "\n");

        Should.Throw<GleanerException>(() => Journal.Open(Files, folder.File("j"))).Message.ShouldStartWith($"{folder.File("j")}:2: ");
    }

    [Fact]
    public async Task An_environment_that_has_changed_is_noticed()
    {
        var rollout = (await SimulateAsync())[0];
        var replay = new RolloutReplay(new KeyDoorEnvironment("!"), "student", Author.Student);
        (await Should.ThrowAsync<GleanerException>(
                async () => await replay.RestoreAsync(rollout.Request, RolloutRecord.Of(rollout, withTexts: false), TestContext.Current.CancellationToken)))
            .Message.ShouldStartWith($"Rollout {rollout.Request.Key} cannot be restored: the observation after 0 of its actions is not the recorded one.");
    }

    [Fact]
    public async Task After_a_failed_append_nothing_is_written_behind_the_torn_line()
    {
        using var folder = new TemporaryFolder();
        var rollouts = await SimulateAsync();
        using (var journal = Journal.Open(new FullDisk(), folder.File("j")))
        {
            journal.Add(RolloutRecord.Of(rollouts[0], withTexts: false));
            Should.Throw<GleanerException>(journal.Flush).Message.ShouldContain("No space left");
            Should.NotThrow(journal.Flush);
        }

        using var again = Journal.Open(Files, folder.File("j"));
        again.Restored.ShouldBeEmpty();
    }

    private static void Write(TemporaryFolder folder, IEnumerable<Rollout> rollouts, bool withTexts = false)
    {
        using var journal = Journal.Open(Files, folder.File("j"));
        foreach (var rollout in rollouts)
        {
            journal.Add(RolloutRecord.Of(rollout, withTexts));
        }

        journal.Flush();
    }

    // From s0, from an expert state, and from an expert state that cannot be reached.
    private static async Task<List<Rollout>> SimulateAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var engine = new RolloutEngine(new KeyDoorEnvironment());
        var initial = KeyDoorEnvironment.Split("all", 0, 6).Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0)).ToList();
        var experts = await engine.RunAsync(Wanderer.Create(), initial, new Seed(2), new RolloutOptions { Author = Author.Expert }, null, cancellation);
        var expert = experts[0].Trajectory;
        var moved = experts[1].Trajectory;
        moved = moved with { Turns = moved.Turns.SetItem(0, moved.Turns[0] with { Observation = new Observation("elsewhere") }) };
        var inside = new[] { StartState.After(expert, 2), StartState.After(moved, 1) }.Select(start => new RolloutRequest(start, 0));
        return [.. await engine.RunAsync(
            new TableStudent(), [.. initial, .. inside], new Seed(3), new RolloutOptions { Decoding = new(1) }, null, cancellation)];
    }

    /// <summary>Writes half of what it is given, once.</summary>
    private sealed class FullDisk : IRunFiles
    {
        public bool Exists(string path) => Files.Exists(path);

        public Stream OpenRead(string path) => Files.OpenRead(path);

        public void Write(string path, Action<Stream> write) => Files.Write(path, write);

        public IRunAppender OpenAppend(string path, long length) => new Appender(path, Files.OpenAppend(path, length));

        public void Delete(string path) => Files.Delete(path);

        public void DeleteFolder(string path) => Files.DeleteFolder(path);

        public IReadOnlyList<string> Folders(string path) => Files.Folders(path);

        public int DeleteUnfinished(string path) => Files.DeleteUnfinished(path);

        public IReadOnlyList<string> FilesIn(string path) => Files.FilesIn(path);

        public IDisposable? TryLock(string path) => Files.TryLock(path);

        private sealed class Appender(string path, IRunAppender inner) : IRunAppender
        {
            public void Append(ReadOnlySpan<byte> bytes)
            {
                inner.Append(bytes[..(bytes.Length / 2)]);
                throw new GleanerException($"{path}: cannot be written: No space left on device");
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
