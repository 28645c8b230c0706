using Gleaner.Experiments;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Kinds;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.StandIn;

namespace Gleaner.CommandLine.Tests.Configuration;

public sealed class ScienceWorldConfigTests : IDisposable
{
    private const string Minimal = """
        environment:
          kind: scienceworld
        experts:
          - {kind: recorded, file: experts.jsonl}
        student: {kind: text}
        methods:
          - kind: eef
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_hold_where_nothing_is_said()
    {
        var config = (ScienceWorldConfig)Configs.Parse(Minimal).Environment.Configuration;
        (config.Simplifications.Key, config.MaxTurns, config.Episodes).ShouldBe(("easy", 100, new EpisodeSettings()));
        (config.Simulators.Jar, config.Simulators.Java, config.Simulators.Instances).ShouldBe((null, null, Environment.ProcessorCount));
    }

    [Fact]
    public void What_is_said_is_read()
    {
        var config = (ScienceWorldConfig)Configs.Parse(
            Minimal,
            "environment.simplifications=openDoors, openContainers",
            "environment.step_limit=200",
            "environment.turn_limits=eto",
            "environment.return=final",
            "environment.first_look=false",
            "environment.compare=tolerant",
            "environment.jar=sw.jar",
            "environment.java=java17",
            "environment.instances=7",
            "environment.memory_mb=500",
            "environment.step_timeout=5").Environment.Configuration;
        config.Simplifications.Key.ShouldBe("openContainers+openDoors");
        config.Episodes.ShouldBe(new EpisodeSettings { StepLimit = 200, TurnLimits = TurnLimitRule.Eto, Return = ScoreRule.Final, ShowsFirstLook = false, Comparison = ReplayComparison.Tolerant });
        (config.Simulators.Jar, config.Simulators.Java, config.Simulators.Instances, config.Simulators.MemoryMegabytes, config.Simulators.StepTimeout)
            .ShouldBe(("/here/sw.jar", "java17", 7, 500, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void What_decides_no_result_is_no_part_of_a_runs_identity()
    {
        var resolved = Configs.Parse(Minimal).Resolved;
        Configs.Parse(Minimal, "environment.jar=sw.jar", "environment.java=java17", "environment.instances=7", "environment.step_timeout=5").Resolved.ShouldBe(resolved);
        Configs.Parse(Minimal, "environment.simplifications=none").Resolved.ShouldNotBe(resolved);

        // A key that earlier runs did not know: where it is left out, their identity holds.
        resolved!.ShouldNotContain("compare");
        Configs.Parse(Minimal, "environment.compare=tolerant").Resolved.ShouldNotBe(resolved);
    }

    [Theory]
    [InlineData("environment.simplifications=openDoor", "'environment.simplifications' must be none, or some of easy, noElectricalAction, openContainers, openDoors, selfWateringFlowerPots, teleportAction with commas between, not 'openDoor'")]
    [InlineData("environment.step_limit=0", "'environment.step_limit' must be a whole number from 1")]
    [InlineData("environment.memory_mb=10", "'environment.memory_mb' must be a whole number from 64 to 65536")]
    [InlineData("environment.jat=x", "unknown key 'environment.jat'; did you mean 'jar'?")]
    [InlineData("environment.catalogue=x", "unknown key 'environment.catalogue'")]
    public void What_cannot_be_is_refused(string setting, string error) => Configs.ErrorsOf(Minimal, setting).ShouldHaveSingleItem().ShouldContain(error);

    [Fact]
    public async Task The_default_tasks_are_there_and_the_jar_is_part_of_the_runs_data()
    {
        var files = StandInFiles.Write(_folder.Path);
        var environment = Configs.Parse(Minimal, $"environment.jar={files.Jar}", $"environment.java={files.Java}").Environment;
        await using var world = await environment.OpenAsync(new WorldSetting(_folder.Path, TimeProvider.System), TestContext.Current.CancellationToken);

        world.DataHashes["scienceworld.jar"].Length.ShouldBe(64);
        foreach (var range in new[] { environment.DefaultTasks.Train, environment.DefaultTasks.Dev, environment.DefaultTasks.Test })
        {
            world.TasksOf(range.From).GroupBy(task => task.Value.Split('/')[2]).Sum(type => Math.Min(type.Count(), range.PerType)).ShouldBe(range.Count);
        }

        OfficialSplits.All(OfficialSplit.Train).Length.ShouldBe(world.TasksOf("official-train").Count);
        files.Processes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_jar_is_told_before_anything_starts()
    {
        await File.WriteAllTextAsync(_folder.File("x.yaml"), Minimal.Replace("kind: scienceworld", "kind: scienceworld\n  jar: gone.jar", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var run = await App.ProgramRun.InAsync(_folder.Path, "run", _folder.File("x.yaml"), "--output", _folder.File("run"));
        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain($"environment.jar: there is no file '{_folder.File("gone.jar")}'. 'pip install scienceworld'");
    }
}
