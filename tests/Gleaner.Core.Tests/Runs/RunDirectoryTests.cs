using System.Collections.Immutable;
using Gleaner.Runs;
using Gleaner.Tests.Toy;

namespace Gleaner.Tests.Runs;

public class RunDirectoryTests
{
    private static readonly DiskRunFiles Files = new();

    [Fact]
    public void A_manifest_is_kept_and_the_first_dates_stay()
    {
        using var folder = new TemporaryFolder();
        DateTimeOffset started;
        using (var run = Open(folder, ToyExperiment.Identity))
        {
            started = run.Manifest.Started;
            run.Finish();
        }

        using (var resumed = Open(folder, ToyExperiment.Identity with { Command = "another command line" }))
        {
            resumed.Manifest.Started.ShouldBe(started);
            resumed.Manifest.Finished.ShouldNotBeNull();
        }

        var manifest = RunDirectory.ReadManifest(folder.Path, Files);
        manifest.Identity.Command.ShouldBe("toy");
        manifest.Identity.Configuration.ShouldBe(ToyExperiment.Identity.Configuration);
        manifest.Identity.DataHashes.ShouldBe(ToyExperiment.Identity.DataHashes);
    }

    [Fact]
    public void Two_processes_do_not_work_in_one_run()
    {
        using var folder = new TemporaryFolder();
        using (Open(folder, ToyExperiment.Identity))
        {
            Should.Throw<GleanerException>(() => Open(folder, ToyExperiment.Identity)).Message.ShouldContain("another process is working on this run");
        }

        Open(folder, ToyExperiment.Identity).Dispose();
    }

    [Fact]
    public void What_a_killed_process_was_writing_is_gone_once_the_run_is_resumed()
    {
        using var folder = new TemporaryFolder();
        Open(folder, ToyExperiment.Identity).Dispose();
        Directory.CreateDirectory(folder.File(".checkpoint.tmp"));
        foreach (var file in (string[])[".run.json.tmp", Path.Combine(".checkpoint.tmp", "weights"), "notes.tmp"])
        {
            File.WriteAllText(folder.File(file), "half");
        }

        Open(folder, ToyExperiment.Identity).Dispose();

        Directory.GetFileSystemEntries(folder.Path, "*.tmp").ShouldBe([folder.File("notes.tmp")]);
    }

    [Fact]
    public void Another_identity_is_refused_and_every_difference_named()
    {
        using var folder = new TemporaryFolder();
        Open(folder, ToyExperiment.Identity).Dispose();
        var other = ToyExperiment.Identity with
        {
            Configuration = "toy: true\nseeds: [8]\n",
            Seeds = [8],
            CodeHash = "beef",
            DataHashes = ImmutableSortedDictionary<string, string>.Empty.Add("corridor", "xyz").Add("maze", "new"),
        };

        var message = Should.Throw<GleanerException>(() => Open(folder, other)).Message;

        message.ShouldContain("configuration: line 2 was 'seeds: [7]'; now 'seeds: [8]'");
        message.ShouldContain("seeds: 7; now 8");
        message.ShouldContain("data 'corridor': abc; now xyz");
        message.ShouldContain("data 'maze': absent; now new");
        message.ShouldContain("program: 1 (c0de); now 1 (beef)");
        Open(folder, ToyExperiment.Identity).Dispose();
    }

    [Theory]
    [InlineData("configuration: ")]
    [InlineData("seeds: ")]
    [InlineData("data 'corridor': ")]
    [InlineData("program: ")]
    public void A_single_difference_is_enough(string difference)
    {
        using var folder = new TemporaryFolder();
        Open(folder, ToyExperiment.Identity).Dispose();

        var other = difference[..4] switch
        {
            "conf" => ToyExperiment.Identity with { Configuration = "toy: false\nseeds: [7]\n" },
            "seed" => ToyExperiment.Identity with { Seeds = [8] },
            "data" => ToyExperiment.Identity with { DataHashes = ToyExperiment.Identity.DataHashes.SetItem("corridor", "abd") },
            _ => ToyExperiment.Identity with { CodeHash = "c0df" },
        };

        var lines = Should.Throw<GleanerException>(() => Open(folder, other)).Message.Split('\n');
        lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("  " + difference);
    }

    [Fact]
    public void Another_split_of_the_same_name_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var run = Open(folder, ToyExperiment.Identity);
        run.Store(KeyDoorEnvironment.Split("train", 0, 3));
        run.Store(KeyDoorEnvironment.Split("train", 0, 3));
        Should.Throw<GleanerException>(() => run.Store(KeyDoorEnvironment.Split("train", 1, 3))).Message.ShouldContain("a different split 'train'");
    }

    [Fact]
    public void A_folder_without_a_run_and_a_damaged_one_are_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<GleanerException>(() => RunDirectory.ReadManifest(folder.Path, Files)).Message.ShouldContain("there is no run in this folder");

        File.WriteAllText(folder.File("run.json"), "{");

        Should.Throw<GleanerException>(() => RunDirectory.ReadManifest(folder.Path, Files)).Message.ShouldStartWith(folder.File("run.json"));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_names_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("metrics.json");
        Files.Write(path, stream => stream.Write("old"u8));

        Should.Throw<GleanerException>(() => Files.Write(path, _ => throw new IOException("No space left on device")))
            .Message.ShouldBe($"{path}: cannot be written: No space left on device");

        File.ReadAllText(path).ShouldBe("old");
        Should.Throw<GleanerException>(() => Files.OpenRead(folder.File("absent"))).Message.ShouldContain("cannot be read");
    }

    private static RunDirectory Open(TemporaryFolder folder, RunIdentity identity) =>
        RunDirectory.Open(folder.Path, identity, Files, TimeProvider.System);
}
