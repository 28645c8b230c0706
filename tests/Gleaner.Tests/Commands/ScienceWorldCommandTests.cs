using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class ScienceWorldCommandTests : IDisposable
{
    private const string Run =
        """{"kind":"gold","task":"boil","variation":13,"split":"train","simplification":"easy","description":"Your task is to boil.","first_observation":"This room","steps":[{"action":"go","observation":"You go.","raw":0.5},{"action":"wait","observation":"Done.","raw":1.0},{"action":"wait","observation":"Done.","raw":1.0}]}""";

    private const string OtherEnd =
        """{"kind":"random","task":"boil","variation":13,"split":"train","simplification":"easy","description":"Your task is to boil.","first_observation":"This room","steps":[{"action":"go","observation":"You fly.","raw":0.5}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_import_counts_every_run_and_every_turn()
    {
        Write("runs.jsonl", Run, Run.Replace("\"boil\"", "\"cook\""));
        var run = await ProgramRun.InAsync(_folder.Path, "import", "scienceworld", "runs.jsonl", "--output", "x.jsonl");
        run.ExitCode.ShouldBe(ExitCode.Different, "a run was refused");
        run.Error.ShouldBe($"{_folder.File("runs.jsonl")}:2: no such task (cook 13)\n");
        run.Out.ShouldBe(
            $"""
            2 runs read, 1 kept, 1 refused
              refused: 1 because no such task
            1 completed their task, 0 failed it, 0 ended before it did
            2 turns kept, 1 left out because the task had ended
            written: {_folder.File("x.jsonl")}

            """);
        var imported = TrajectoryJsonLines.Read(File.OpenRead(_folder.File("x.jsonl")), "x.jsonl").ToList().ShouldHaveSingleItem();
        (imported.Task.Value, imported.Policy, imported.Return, imported.StopReason).ShouldBe(("scienceworld/easy/boil/13", "gold", 1, StopReason.Done));
    }

    [Fact]
    public async Task An_import_of_one_policy_passes_over_the_others()
    {
        Write("runs.jsonl", Run, OtherEnd);
        var run = await ProgramRun.InAsync(_folder.Path, "import", "scienceworld", "runs.jsonl", "--output", "x.jsonl", "--policy", "random", "--simplifications", "none");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("1 runs of other policies than 'random' passed over");
        TrajectoryJsonLines.Read(File.OpenRead(_folder.File("x.jsonl")), "x.jsonl").ToList().ShouldHaveSingleItem().Task.Value.ShouldBe("scienceworld/none/boil/13");
    }

    [Fact]
    public async Task A_damaged_line_is_refused_alone_and_nothing_is_written_of_damaged_lines_only()
    {
        Write("runs.jsonl", Run, "{");
        var run = await ProgramRun.InAsync(_folder.Path, "import", "scienceworld", "runs.jsonl", "--output", "x.jsonl");
        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Error.ShouldContain("runs.jsonl:2: it is not valid JSON");
        File.ReadAllLines(_folder.File("x.jsonl")).ShouldHaveSingleItem();

        Write("damaged.jsonl", "{");
        (await ProgramRun.InAsync(_folder.Path, "import", "scienceworld", "damaged.jsonl", "--output", "y.jsonl")).ExitCode.ShouldBe(ExitCode.Data);
        File.Exists(_folder.File("y.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_are_compared_with_each_other_where_there_is_no_simulator()
    {
        Write("runs.jsonl", Run, OtherEnd);
        var run = await ProgramRun.InAsync(_folder.Path, "replay", "--env", "scienceworld", "--offline", "runs.jsonl");
        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldBe(
            $"""
            {_folder.File("runs.jsonl")}:2 contradicts {_folder.File("runs.jsonl")}:1 on scienceworld/easy/boil/13: step 1 go: the observation differs at character 4: recorded “You go.”, here “You fly.”
            2 runs of 1 tasks, 1 tasks with several runs: 2 states compared, 1 runs contradict an earlier one

            """);
    }

    [Fact]
    public async Task A_jar_that_is_named_must_be_there()
    {
        Write("runs.jsonl", Run);
        var run = await ProgramRun.InAsync(_folder.Path, "replay", "--env", "scienceworld", "--jar", "no.jar", "runs.jsonl");
        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("no.jar");
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(_folder.File(name), lines);
}
