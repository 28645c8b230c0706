using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gleaner.Runs;
using Gleaner.Tests.Toy;

namespace Gleaner.Tests.Runs;

/// <summary>Damage to a run is found before the damaged file is used, whichever file and wherever in it.</summary>
public sealed partial class RunCheckTests : IDisposable
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_flipped_bit_in_any_file_is_found_by_whoever_reads_the_run()
    {
        await RunAsync();
        foreach (var file in Recorded())
        {
            foreach (var (at, bit) in Places(file))
            {
                Flip(file, at, bit);
                var message = Should.Throw<GleanerException>(() => RunSummary.Read(_folder.Path, Files, CheckedFiles.All), $"bit {bit} of byte {at} of {file}").Message;
                message.ShouldStartWith(_folder.File(file));
                message.ShouldContain("Restore it from a backup");
                Flip(file, at, bit);
            }
        }

        RunSummary.Read(_folder.Path, Files, CheckedFiles.All).FilesChecked!.Value.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task A_flipped_bit_in_every_kind_of_file_is_found_when_the_run_is_resumed()
    {
        await RunAsync();
        var before = ToyExperiment.DeterministicFiles(_folder.Path);

        // Of each kind the last one, which is not empty: behaviour cloning explores nothing.
        foreach (var file in Recorded().GroupBy(file => Number().Replace(file, "")).Select(kind => kind.Last()))
        {
            foreach (var (at, bit) in Places(file))
            {
                Flip(file, at, bit);
                var failure = await Should.ThrowAsync<GleanerException>(RunAsync, $"bit {bit} of byte {at} of {file}");
                failure.Message.ShouldStartWith(_folder.File(file));
                Flip(file, at, bit);
            }
        }

        await RunAsync();
        ToyExperiment.DeterministicFiles(_folder.Path).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_not_needed_for_tables_and_exports_can_be_left_unread()
    {
        await RunAsync();
        Flip("seed-7/EEF/iteration-3/checkpoint/table.json", 3, 0);

        RunSummary.Read(_folder.Path, Files).Methods.Length.ShouldBe(2);
        Should.Throw<GleanerException>(() => RunSummary.Read(_folder.Path, Files, CheckedFiles.All)).Message.ShouldContain("table.json");
    }

    [Theory]
    [InlineData("seed-7/EEF/iteration-2/rollouts.jsonl")]
    [InlineData("seed-7/EEF/iteration-2/exploration.json")]
    [InlineData("seed-7/EEF/iteration-2/checkpoint/table.json")]
    [InlineData("seed-7/EEF/method.json")]
    [InlineData("experts/wanderer/trajectories.jsonl")]
    [InlineData("data/splits/train.json")]
    public async Task A_missing_file_and_one_cut_short_are_named(string file)
    {
        await RunAsync();
        var whole = File.ReadAllBytes(_folder.File(file));

        File.Delete(_folder.File(file));
        Should.Throw<GleanerException>(() => RunSummary.Read(_folder.Path, Files, CheckedFiles.All)).Message.ShouldStartWith($"{_folder.File(file)}: the file is missing");
        File.WriteAllBytes(_folder.File(file), whole[..(whole.Length / 2)]);
        Should.Throw<GleanerException>(() => RunSummary.Read(_folder.Path, Files, CheckedFiles.All)).Message.ShouldContain($"it has {whole.Length / 2} bytes, and had {whole.Length}");
    }

    [Fact]
    public async Task A_stage_that_is_gone_from_a_finished_run_is_missed()
    {
        await RunAsync();
        Directory.Delete(_folder.File("seed-7/EEF/iteration-3"), recursive: true);

        var message = Should.Throw<GleanerException>(() => RunSummary.Read(_folder.Path, Files)).Message;

        message.ShouldStartWith($"{_folder.File("seed-7/EEF/iteration-3/evaluation-dev.json")}: the file is missing, but {_folder.File("run.json")} says that it was written. ");
        message.ShouldEndWith($"or delete {_folder.File("seed-7/EEF/iteration-3")} and resume the run, which computes this stage again.");
        await RunAsync();
        RunSummary.Read(_folder.Path, Files).Methods[1].Iterations.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("seed-7/EEF/iteration-2/rollouts.jsonl", "seed-7/EEF/iteration-2")]
    [InlineData("seed-7/pretraining/checkpoint/table.json", "seed-7/pretraining")]
    [InlineData("experts/wanderer/trajectories.jsonl", "experts/wanderer/collection.json")]
    [InlineData("seed-7/BC/method.json", "seed-7/BC/method.json")]
    [InlineData("data/splits/dev.json", "data/splits/dev.json")]
    public async Task What_the_message_says_is_to_be_deleted_is_computed_again_to_the_same_bytes(string damaged, string deleted)
    {
        await RunAsync();
        var before = ToyExperiment.DeterministicFiles(_folder.Path);
        Flip(damaged, 1, 4);
        (await Should.ThrowAsync<GleanerException>(RunAsync)).Message.ShouldContain($"delete {(deleted == damaged ? "it" : _folder.File(deleted))} and resume the run");

        Files.Delete(_folder.File(deleted));
        Files.DeleteFolder(_folder.File(deleted));
        await RunAsync();

        ToyExperiment.DeterministicFiles(_folder.Path).ShouldBe(before);
    }

    [Fact]
    public async Task What_changes_rightly_is_in_no_record()
    {
        await RunAsync();
        File.WriteAllText(_folder.File("report.html"), "a report");
        File.WriteAllText(_folder.File("seed-7/EEF/iteration-1/seconds.json"), """{"exploration":1,"learning":2,"evaluation":3}""");

        RunSummary.Read(_folder.Path, Files, CheckedFiles.All).FilesChecked.ShouldNotBe(0);
        await RunAsync();
    }

    [Fact]
    public async Task A_run_that_was_made_before_there_were_hashes_is_read_and_resumed()
    {
        await RunAsync();
        foreach (var file in Recorded().Where(file => file.EndsWith(".json", StringComparison.Ordinal) && !file.Contains("checkpoint", StringComparison.Ordinal)))
        {
            var record = JsonNode.Parse(File.ReadAllText(_folder.File(file)))!.AsObject();
            record.Remove("files");
            record.Remove("sha256");
            File.WriteAllText(_folder.File(file), record.ToJsonString());
        }

        Flip("seed-7/EEF/iteration-3/checkpoint/table.json", 3, 0);

        RunSummary.Read(_folder.Path, Files, CheckedFiles.All).FilesChecked.ShouldBe(0);
        await RunAsync();
    }

    [Fact]
    public async Task A_file_is_read_once_however_often_it_is_named()
    {
        await RunAsync();
        var counting = new CountingFiles();

        RunCheck.Of(_folder.Path, counting, CheckedFiles.All);

        counting.Opened.Where(file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal) || file.Key.Contains("checkpoint", StringComparison.Ordinal))
            .ShouldAllBe(file => file.Value == 1);
    }

    private Task RunAsync() => new ToyExperiment(_folder.Path) { Cancellation = Cancellation }.RunAsync();

    private List<string> Recorded() =>
        [.. Files.FilesIn(_folder.Path).Where(file => Path.GetFileName(file) is not ("lock" or "seconds.json") && new FileInfo(_folder.File(file)).Length > 0)];

    private IEnumerable<(int At, int Bit)> Places(string file)
    {
        var length = (int)new FileInfo(_folder.File(file)).Length;
        return [(0, 0), (length / 4, 2), (length / 2, 1), (length * 3 / 4, 5), (length - 30, 3), (length - 1, 6)];
    }

    private void Flip(string file, int at, int bit)
    {
        var bytes = File.ReadAllBytes(_folder.File(file));
        bytes[Math.Max(0, at)] ^= (byte)(1 << bit);
        File.WriteAllBytes(_folder.File(file), bytes);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    private sealed class CountingFiles : IRunFiles
    {
        public Dictionary<string, int> Opened { get; } = [];

        public bool Exists(string path) => Files.Exists(path);

        public Stream OpenRead(string path)
        {
            Opened[path] = Opened.GetValueOrDefault(path) + 1;
            return Files.OpenRead(path);
        }

        public void Write(string path, Action<Stream> write) => throw new NotSupportedException();

        public IRunAppender OpenAppend(string path, long length) => throw new NotSupportedException();

        public void Delete(string path) => throw new NotSupportedException();

        public void DeleteFolder(string path) => throw new NotSupportedException();

        public int DeleteUnfinished(string path) => throw new NotSupportedException();

        public IReadOnlyList<string> Folders(string path) => Files.Folders(path);

        public IReadOnlyList<string> FilesIn(string path) => Files.FilesIn(path);

        public IDisposable? TryLock(string path) => throw new NotSupportedException();
    }
}
