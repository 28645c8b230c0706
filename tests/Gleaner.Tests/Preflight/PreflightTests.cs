using System.Collections.Immutable;
using Gleaner.CommandLine.Tests.Configuration;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Maze;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Tests.Preflight;

public sealed class PreflightTests : IDisposable
{
    internal const string Maze =
        """
        name: maze
        environment: {kind: maze, size: 4, count: 60, max_turns: 60}
        tasks:
          test: {first: 0, count: 15}
          dev: {first: 15, count: 10}
          train: {first: 25, count: 30}
        experts:
          - {kind: simulated-walker, name: walker, distraction: 0}
        student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520, context: 512}
        exploration: {iterations: 2}
        methods:
          - {kind: rft}
          - {kind: eef}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_experiment_passes_and_leaves_nothing_behind()
    {
        var told = new Told();

        var report = await CheckAsync(Read(Maze), new PreflightOptions { Progress = told, Machine = new FakeMachine() });

        report.HasFailed.ShouldBeFalse(Text(report));
        report.Checks.Select(check => check.Id).ShouldBe(
            ["configuration", "output", "disk", "memory", "environment", "tasks", "resets", "starts", "expert walker", "student"]);
        told.Entries.ShouldBe(report.Checks);
        report.Checks.ShouldAllBe(check => check.Outcome == PreflightOutcome.Ok || check.Id == "starts", Text(report));
        Of(report, "tasks").Message.ShouldBe("train 30, dev 10, test 15");
        Of(report, "expert walker").Message.ShouldStartWith("played maze/");
        Of(report, "student").Message.ShouldStartWith("one step on 1 example, ");
        Directory.Exists(_folder.File("run")).ShouldBeFalse();
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_experiment_of_your_own_lacks_is_the_first_thing_that_is_said()
    {
        var report = await CheckAsync(Read(Maze) with { Experts = [] });

        Of(report, "configuration").ShouldSatisfyAllConditions(
            check => check.Outcome.ShouldBe(PreflightOutcome.Failed),
            check => check.Message.ShouldContain("it has no expert"));
        report.Checks.Skip(1).ShouldAllBe(check => check.Outcome == PreflightOutcome.Skipped);
    }

    [Fact]
    public async Task An_output_folder_that_is_a_file_or_holds_a_run_is_told()
    {
        File.WriteAllText(_folder.File("run"), "");
        Of(await CheckAsync(Read(Maze)), "output").Message.ShouldBe($"{_folder.File("run")} is a file");

        File.Delete(_folder.File("run"));
        Of(await CheckAsync(Read(Maze), new PreflightOptions { Machine = new FakeMachine { Fault = "Read-only file system" } }), "output")
            .Message.ShouldBe($"{_folder.Path} cannot be written: Read-only file system");
        var identity = new RunIdentity { Command = "", Version = "", CodeHash = "", Configuration = "", Seeds = [1], DataHashes = ImmutableSortedDictionary<string, string>.Empty };
        using (var run = RunDirectory.Open(_folder.File("run"), identity, new DiskRunFiles(), TimeProvider.System))
        {
            Of(await CheckAsync(Read(Maze)), "output").ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe(PreflightOutcome.Ok), check => check.Advice.ShouldBe("--resume continues it."));
            run.Finish();
        }

        Of(await CheckAsync(Read(Maze)), "output").Outcome.ShouldBe(PreflightOutcome.Warning);
    }

    [Theory]
    [InlineData(100_000_000L, PreflightOutcome.Failed)]
    [InlineData(500_000_000L, PreflightOutcome.Warning)]
    [InlineData(5_000_000_000L, PreflightOutcome.Ok)]
    [InlineData(null, PreflightOutcome.Skipped)]
    public async Task Disk_space_is_reckoned(long? free, PreflightOutcome outcome) =>
        Of(await CheckAsync(Read(Maze), new PreflightOptions { Machine = new FakeMachine { Disk = free } }), "disk").Outcome.ShouldBe(outcome);

    [Fact]
    public async Task A_student_is_reckoned_before_it_is_made()
    {
        var large = Read(Maze, "seeds=[1,2,3]") with { Student = new Large() };

        // Three seeds of pre-training, cloning and two methods of two iterations, 18 checkpoints, and an unfinished training.
        var tight = await CheckAsync(large, new PreflightOptions { Machine = new FakeMachine { Disk = 24_100_000_000, Memory = 7_999_999_999 } });
        (Of(tight, "disk").Outcome, Of(tight, "memory").Outcome).ShouldBe((PreflightOutcome.Failed, PreflightOutcome.Failed));
        Of(tight, "disk").Message.ShouldBe("24.1 GB free; about 24.2 GB needed for 18 checkpoints and the rest");
        Of(tight, "memory").Message.ShouldBe("8 GB free; about 8 GB needed by the student at its peak");

        var roomy = await CheckAsync(large, new PreflightOptions { Machine = new FakeMachine { Disk = 24_200_000_000, Memory = 8_000_000_000 } });
        (Of(roomy, "disk").Outcome, Of(roomy, "memory").Outcome).ShouldBe((PreflightOutcome.Ok, PreflightOutcome.Ok));
    }

    [Fact]
    public void Tiny_students_tell_the_room_that_they_take()
    {
        var small = Read(Maze).Student.Size.ShouldNotBeNull();
        var wide = Read(Maze, "student.width=64").Student.Size.ShouldNotBeNull();

        small.Checkpoint.ShouldBeInRange(4 * 520 * 16, 8 * 520 * 16);
        wide.Checkpoint.ShouldBeGreaterThan(3 * small.Checkpoint);
        wide.Memory.ShouldBeGreaterThan(small.Memory);
    }

    [Fact]
    public async Task Files_programs_and_variables_that_are_not_there_are_named_before_anything_is_opened()
    {
        var machine = new FakeMachine();
        PreflightCheck[] checks =
        [
            new FileCheck("a.file", _folder.File("nothing.jsonl")),
            new FileCheck("a.folder", _folder.File("nothing"), isFolder: true),
            new VariableCheck("a.key", "NO_SUCH_VARIABLE"),
            new ProgramCheck("a.command", ["no-such-program", "{data}"]),
            new ProgramCheck("a.publish", [Path.Combine(_folder.Path, "serve.sh"), "{name}"]),
        ];

        var report = await CheckAsync(WithChecks(checks), new PreflightOptions { Machine = machine });

        checks.Select(check => Of(report, check.Id)).ShouldAllBe(check => check.Outcome == PreflightOutcome.Failed && check.Advice != null);
        Of(report, "program a.command").Message.ShouldBe("'no-such-program' is not on PATH");
        Of(report, "program a.publish").Message.ShouldBe($"{_folder.File("serve.sh")}: there is no such program");
        report.Checks.Select(check => check.Id).ToList().IndexOf("program a.publish").ShouldBeLessThan(report.Checks.Select(check => check.Id).ToList().IndexOf("environment"));
    }

    [Fact]
    public async Task Those_that_are_there_pass_and_so_must_the_scripts_of_a_command()
    {
        File.WriteAllText(_folder.File("some.jsonl"), "{}");
        File.WriteAllText(_folder.File("empty.jsonl"), "");
        File.WriteAllText(_folder.File("train.py"), "");
        var machine = new FakeMachine { Programs = { ["python3"] = "/usr/bin/python3" }, Variables = { ["A_KEY"] = "x" } };

        var report = await CheckAsync(
            WithChecks(
                new FileCheck("some", _folder.File("some.jsonl")), new FileCheck("empty", _folder.File("empty.jsonl")), new VariableCheck("key", "A_KEY"),
                new ProgramCheck("with", ["python3", _folder.File("train.py"), "--data", "{data}.py"]), new ProgramCheck("without", ["python3", _folder.File("gone.py")])),
            new PreflightOptions { Machine = machine });

        (Of(report, "file some").Outcome, Of(report, "variable key").Outcome, Of(report, "program with").Outcome).ShouldBe((PreflightOutcome.Ok, PreflightOutcome.Ok, PreflightOutcome.Ok));
        Of(report, "variable key").Message.ShouldNotContain("x\"");
        Of(report, "file empty").Message.ShouldEndWith("the file is empty");
        Of(report, "program without").Message.ShouldBe($"{_folder.File("gone.py")}: there is no such file");
    }

    [Fact]
    public void A_program_is_found_as_the_system_would_and_only_if_it_can_be_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no modes there");
        var machine = new PreflightOptions().Machine;
        File.WriteAllText(_folder.File("script.sh"), "#!/bin/sh\n");

        machine.FindProgram("sh").ShouldNotBeNull();
        machine.FindProgram("no-such-program-anywhere").ShouldBeNull();
        machine.FindProgram(_folder.File("script.sh")).ShouldBeNull();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File("script.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        machine.FindProgram(_folder.File("script.sh")).ShouldBe(_folder.File("script.sh"));
        machine.WhyNotWritable(_folder.Path).ShouldBeNull();
        machine.WhyNotWritable(_folder.File("nowhere")).ShouldNotBeNull();
        machine.FreeDisk(_folder.Path).ShouldNotBeNull().ShouldBePositive();
        machine.FreeMemory().ShouldNotBeNull().ShouldBePositive();
    }

    [Fact]
    public async Task Where_the_environment_does_not_open_what_needs_it_is_skipped()
    {
        var report = await CheckAsync(Read(Maze) with { Environment = new Broken() });

        Of(report, "environment").ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe(PreflightOutcome.Failed), check => check.Message.ShouldBe("nobody listens on port 8000"));
        report.Checks.SkipWhile(check => check.Id != "environment").Skip(1).ShouldAllBe(check => check.Outcome == PreflightOutcome.Skipped);
    }

    [Fact]
    public async Task Tasks_that_the_environment_does_not_have_are_told_with_the_key()
    {
        var report = await CheckAsync(Read(Maze, "tasks.train.count=100000"));

        Of(report, "tasks").Message.ShouldContain("tasks.train asks for the numbers 25 to 100024");
        Of(report, "resets").Message.ShouldBe("the tasks could not be chosen");
    }

    [Fact]
    public async Task An_environment_that_begins_otherwise_each_time_is_found()
    {
        var resets = 0;
        var environment = new Notes(task => $"{task} {(task.Value == "n/3" ? Interlocked.Increment(ref resets) : 0)}");

        var report = await CheckAsync(Own(environment));

        Of(report, "resets").ShouldSatisfyAllConditions(
            check => check.Outcome.ShouldBe(PreflightOutcome.Failed),
            check => check.Message.ShouldStartWith("1 of 4 tasks begin otherwise when they are started again: n/3 differs "),
            check => check.Advice.ShouldNotBeNull().ShouldContain("PYTHONHASHSEED=0"));
    }

    [Fact]
    public async Task Tasks_under_two_ids_are_found()
    {
        var report = await CheckAsync(Own(new Notes(task => task.Value is "n/1" or "n/6" ? "the same" : task.Value)));

        Of(report, "starts").ShouldSatisfyAllConditions(
            check => check.Outcome.ShouldBe(PreflightOutcome.Warning),
            check => check.Message.ShouldBe("of all tasks, 1 pair of tasks in train and test begin with the same observation: n/1 (train) and n/6 (test)"));
        report.HasFailed.ShouldBeFalse(Text(report));
    }

    [Fact]
    public async Task Recorded_runs_are_played_again()
    {
        var maze = Read(Maze);
        var recorded = Record(maze);

        var same = await CheckAsync(maze with { Experts = [ExperimentExpert.Recorded("gpt", recorded)] });
        Of(same, "expert gpt").Message.ShouldBe("4 runs on 4 of 30 training tasks, 4 successes; those played again were the same");
        Of(same, "student").Message.ShouldStartWith("one step on 2 examples, ");

        var other = await CheckAsync(maze with { Experts = [ExperimentExpert.Recorded("gpt", recorded.Select(run => run with { Turns = [.. run.Turns.Select(turn => turn with { Observation = new Observation("elsewhere") })] }))] });
        Of(other, "expert gpt").ShouldSatisfyAllConditions(
            check => check.Outcome.ShouldBe(PreflightOutcome.Failed),
            check => check.Message.ShouldContain("differs after 0 actions: the observation differs"),
            check => check.Advice.ShouldNotBeNull().ShouldContain("gleaner replay"));

        var hopeless = await CheckAsync(maze with { Experts = [ExperimentExpert.Recorded("gpt", recorded.Select(Cut))] });
        Of(hopeless, "expert gpt").Message.ShouldEndWith("0 successes: behaviour cloning has nothing to learn from");

        static Trajectory Cut(Trajectory run) => run with { Turns = run.Turns[..1], Final = run.Turns[1].Observation, Return = 0, StopReason = StopReason.NoAction };
    }

    [Fact]
    public async Task A_check_that_does_not_end_fails_and_the_others_are_made()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hangs = new Asks("hangs", async (_, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return PreflightResult.Ok("");
        });
        var checking = WithChecks(hangs).CheckAsync(_folder.File("run"), new PreflightOptions { Clock = clock, Machine = new FakeMachine() }, TestContext.Current.CancellationToken);
        await asked.Task;
        await clock.WhenArmedAsync();
        clock.Advance(TimeSpan.FromSeconds(30));

        // It is asked to let go, and given a moment.
        await clock.WhenArmedAsync();
        clock.Advance(TimeSpan.FromSeconds(2));

        var report = await checking;

        Of(report, "hangs").ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe(PreflightOutcome.Failed), check => check.Message.ShouldBe("it did not finish within 30 s"));
        Of(report, "student").Outcome.ShouldBe(PreflightOutcome.Ok);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_whatever_a_check_does()
    {
        using var stop = new CancellationTokenSource();
        var hangs = new Asks("hangs", async (_, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return PreflightResult.Ok("");
        });

        await Should.ThrowAsync<OperationCanceledException>(() => WithChecks(hangs).CheckAsync(_folder.File("run"), cancellationToken: stop.Token));
    }

    [Fact]
    public async Task What_costs_something_is_left_out_where_that_is_asked_for_and_what_breaks_is_told()
    {
        var paid = new Asks("paid", (_, _) => Task.FromResult(PreflightResult.Ok("spent"))) { Costs = true };
        var broken = new Asks("broken", (_, _) => throw new InvalidOperationException("oh"));

        Of(await CheckAsync(WithChecks(paid, broken)), "paid").Message.ShouldBe("spent");
        var report = await CheckAsync(WithChecks(paid, broken), new PreflightOptions { MayCall = false, Machine = new FakeMachine() });

        Of(report, "paid").ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe(PreflightOutcome.Skipped), check => check.Message.ShouldStartWith("it costs a call"));
        Of(report, "broken").ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe(PreflightOutcome.Failed), check => check.Message.ShouldBe("InvalidOperationException: oh"));
    }

    private static Experiment Read(string yaml, params string[] overrides) => Configs.Parse(yaml, overrides);

    private static Experiment WithChecks(params PreflightCheck[] checks) => Read(Maze) with { Environment = new Checked(Read(Maze).Environment, checks) };

    private static Experiment Own(IEnvironment environment) => Read(Maze) with
    {
        Environment = ExperimentEnvironment.Of(environment, Tasks(0, 4), Tasks(4, 4)),
        Tasks = null,
        Experts = [ExperimentExpert.Playing(new Says())],
    };

    private static TaskId[] Tasks(int first, int count) => [.. Enumerable.Range(first, count).Select(i => new TaskId($"n/{i}"))];

    private Task<PreflightReport> CheckAsync(Experiment experiment, PreflightOptions? options = null) =>
        experiment.CheckAsync(_folder.File("run"), options ?? new PreflightOptions { Machine = new FakeMachine() }, TestContext.Current.CancellationToken);

    private static PreflightEntry Of(PreflightReport report, string id) => report.Checks.Single(check => check.Id == id);

    private static string Text(PreflightReport report) => string.Join('\n', report.Checks);

    // Four of the training tasks that a walker gets out of.
    private Trajectory[] Record(Experiment experiment)
    {
        var folder = _folder.File("recording");
        var identity = new RunIdentity { Command = "", Version = "", CodeHash = "", Configuration = "", Seeds = [1], DataHashes = ImmutableSortedDictionary<string, string>.Empty };
        using var run = RunDirectory.Open(folder, identity, new DiskRunFiles(), TimeProvider.System);
        var environment = new MazeEnvironment(4, 60, new Seed(1));
        var collected = new ExpertCollection(new RunContext { Directory = run, Environment = environment, Rollouts = new() { MaxTurns = 60 } })
            .CollectAsync(new SimulatedWalker("walker", 0, default), [.. environment.Tasks.Skip(25).Take(15)], Decoding.Greedy, default, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        experiment.Environment.MaxTurns.ShouldBe(60);
        return [.. collected.Where(run => run.IsPositive(1)).Take(4)];
    }
}
