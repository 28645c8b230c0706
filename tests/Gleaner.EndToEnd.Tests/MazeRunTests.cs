using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>An environment that is no shop, with the student that is made of the expert's trajectories.</summary>
public sealed class MazeRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_in_mazes_ends_with_a_table_can_be_resumed_and_gives_the_same_bytes_again()
    {
        File.WriteAllText(_folder.File("maze.yaml"), MazeExperiment.Yaml);
        var first = await RunAsync("first");

        // What one sees first in so small a maze is seen in others, too: nothing else is said, and the report says it as well.
        first.Error.ShouldMatch(@"^warning: .*[0-9]+ pairs? of tasks in train and test.* begin with the same observation: maze/\S+ \(train\) and maze/\S+ \((test|dev)\);.*\n$");
        File.ReadAllText(Path.Combine(_folder.File("first"), "report.html")).ShouldContain("begin with the same observation");
        first.ExitCode.ShouldBe(ExitCode.Done);
        foreach (var row in new[] { "simulated-walker", "BC", "RFT", "EEF" })
        {
            first.Out.ShouldContain($"\n  {row} ");
        }

        (await ProgramRun.OfAsync("show", _folder.File("first"), "0")).Out.ShouldContain("Find the key, then the way out");

        (await RunAsync("second")).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(_folder.File("second")).ShouldBe(RunFolder.Contents(_folder.File("first")));

        // Stages that are missing are made again, from what experts and rollouts were recorded as.
        Directory.Delete(Path.Combine(_folder.File("second"), "seed-1", "EEF"), recursive: true);
        (await RunAsync("second", "--resume")).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(_folder.File("second")).ShouldBe(RunFolder.Contents(_folder.File("first")));
    }

    [Fact]
    public async Task A_diagnosis_comes_before_the_run_which_goes_on_from_it()
    {
        File.WriteAllText(_folder.File("maze.yaml"), MazeExperiment.Yaml);
        var diagnosis = await ProgramRun.OfAsync("diagnose", _folder.File("maze.yaml"), "--output", _folder.File("run"), "--share", "0.3");
        diagnosis.Error.ShouldBeEmpty();
        diagnosis.ExitCode.ShouldBe(ExitCode.Done);
        diagnosis.Out.ShouldContain("per 1,000 simulations");
        foreach (var line in new[] { "  RFT×6 ", "  EEF ", "  adaptive EEF " })
        {
            diagnosis.Out.ShouldContain(line);
        }

        (await RunAsync("run", "--resume")).ExitCode.ShouldBe(ExitCode.Done);
        File.ReadAllText(_folder.File("run/report.html")).ShouldContain("A diagnosis of");

        // Asked again, of the run this time, it is read.
        var again = await ProgramRun.OfAsync("diagnose", _folder.File("run"));
        again.ExitCode.ShouldBe(ExitCode.Done);
        again.Out[again.Out.IndexOf("The expert failed", StringComparison.Ordinal)..].ShouldBe(diagnosis.Out[diagnosis.Out.IndexOf("The expert failed", StringComparison.Ordinal)..]);
        (await ProgramRun.OfAsync("diagnose", _folder.File("run"), "--share", "2")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_student_of_the_shop_or_too_few_pieces_are_refused_before_anything_starts()
    {
        File.WriteAllText(_folder.File("maze.yaml"), MazeExperiment.Yaml);
        (await RunAsync("run", "--set", "student.pieces=100")).Error.ShouldContain("student.pieces");
        File.WriteAllText(_folder.File("maze.yaml"), "name: maze\nenvironment: {kind: maze}\nexperts: [{kind: simulated-walker}]\nmethods: [{kind: eef}]\n");
        (await RunAsync("run")).Error.ShouldContain("made for webshop alone, not for maze");
        Directory.Exists(_folder.File("run")).ShouldBeFalse();
    }

    private Task<ProgramRun> RunAsync(string output, params string[] options) =>
        ProgramRun.OfAsync(["run", _folder.File("maze.yaml"), "--output", _folder.File(output), .. options]);
}
