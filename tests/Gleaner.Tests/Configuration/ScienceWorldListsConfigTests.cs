using Gleaner.Experiments;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Kinds;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.StandIn;

namespace Gleaner.CommandLine.Tests.Configuration;

public sealed class ScienceWorldListsConfigTests
{
    private const string Minimal = """
        environment:
          kind: scienceworld
          lists:
            eto: lists/eto
            agentgym_test: ids.json
        experts:
          - kind: simulated-scientist
        student:
          kind: text
        methods:
          - kind: eef
        """;

    [Fact]
    public void Lists_lie_beside_the_configuration_and_their_numbering_is_stated()
    {
        var lists = ((ScienceWorldConfig)Configs.Parse(Minimal).Environment.Configuration).Lists;
        (lists.Eto, lists.AgentGymTrain, lists.AgentGymTest).ShouldBe(
            ("/experiments/lists/eto", null, new AgentGymList("/experiments/ids.json", AgentGymNumbering.Games4339)));
        ((ScienceWorldConfig)Configs.Parse(Minimal, "environment.lists.agentgym_test_numbering=4639").Environment.Configuration)
            .Lists.AgentGymTest!.Numbering.ShouldBe(AgentGymNumbering.Games4639);
    }

    [Fact]
    public void A_simulated_expert_is_called_that()
    {
        var expert = Configs.Parse(Minimal, "experts.0.stops_early=1").Experts[0];
        var rates = expert.Configuration.ShouldBeOfType<ScientistConfig>().Rates;
        (expert.Name, expert.IsSimulated, rates.StopsEarly, rates.SkipsStep).ShouldBe(("scientist", true, 1, 0.2));
    }

    [Fact]
    public void A_list_that_is_named_is_narrowed_by_what_is_written_alone()
    {
        Configs.Parse(Minimal).Tasks!.Test.ShouldBe(new TaskRange("official-test", 0, 149) { PerType = 5 });
        Configs.Parse(Minimal, "tasks.test={from: eto-test, count: 211}").Tasks!.Test.ShouldBe(new TaskRange("eto-test", 0, 211));
        Configs.Parse(Minimal, "tasks.test={from: official-test, count: 100}").Tasks!.Test.ShouldBe(new TaskRange("official-test", 0, 100));
        Configs.Parse(Minimal, "tasks.test={per_type: 3, count: 90}").Tasks!.Test.ShouldBe(new TaskRange("official-test", 0, 90) { PerType = 3 });
        Configs.ErrorsOf(Minimal, "tasks.test={from: eto-test}").ShouldHaveSingleItem().ShouldContain("'tasks.test.count' is missing");
    }

    [Theory]
    [InlineData("{from: official-test, per_type: 2, count: 61}", "'per_type: 2' leaves 60 of its 1819 (0 to 59)")]
    [InlineData("{from: official-test, only: [boil], count: 10}", "'only' leaves 9 of its 1819 (0 to 8)")]
    [InlineData("{from: official-test, only: [boil, melt], per_type: 4, count: 10}", "'only' and 'per_type: 4' leave 8 of its 1819 (0 to 7)")]
    [InlineData("{from: official-test, count: 2000}", "but it has 1819 (0 to 1818)")]
    public async Task A_list_that_is_too_short_says_what_has_narrowed_it(string test, string problem)
    {
        using var folder = new TemporaryFolder();
        var files = StandInFiles.Write(folder.Path);
        var experiment = Configs.Parse(Minimal, $"tasks.test={test}", $"environment.jar={files.Jar}", $"environment.java={files.Java}");
        await using var world = await experiment.Environment.OpenAsync(new WorldSetting(folder.Path, TimeProvider.System), TestContext.Current.CancellationToken);
        Should.Throw<GleanerException>(() => ExperimentSplits.Of(experiment.Tasks!, world)).Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Etos_protocol_is_a_file_that_holds_with_its_published_lists()
    {
        using var folder = new TemporaryFolder();
        var files = StandInFiles.Write(folder.Path);
        var file = Path.Combine(Repository.Root, "experiments", "scienceworld-eto.yaml");
        var experiment = Configs.Reader("/").Read(
            file, [$"environment.lists.eto={RealData.ScienceWorld("splits", "eto")}", $"environment.jar={files.Jar}", $"environment.java={files.Java}"]);
        var config = (ScienceWorldConfig)experiment.Environment.Configuration;
        (config.Episodes.StepLimit, config.Episodes.TurnLimits, config.Episodes.Return, config.Episodes.ShowsFirstLook).ShouldBe((200, TurnLimitRule.Eto, ScoreRule.Highest, false));

        await using var world = await experiment.Environment.OpenAsync(new WorldSetting(folder.Path, TimeProvider.System), TestContext.Current.CancellationToken);
        var splits = ExperimentSplits.Of(experiment.Tasks!, world);
        (splits.Training.Tasks.Length, splits.Dev!.Tasks.Length, splits.Test.Tasks.Length).ShouldBe((1483, 140, 211));
        experiment.Environment.MaxTurns.ShouldBeGreaterThanOrEqualTo(splits.All.SelectMany(split => split.Tasks).Max(world.Environment.MaxTurns), "no task's own limit is cut");
        world.Environment.Measures[0].Name.ShouldBe("best score");
    }

    [Theory]
    [InlineData("scienceworld.yaml")]
    [InlineData("scienceworld-eto.yaml")]
    public void Every_method_of_the_experiments_may_spend_the_same(string file) => Configs.Reader("/").Read(Path.Combine(Repository.Root, "experiments", file)).Methods
        .Select(method => method.Configuration switch
        {
            RejectionSamplingConfig rft => rft.Rollouts,
            ExploringFailuresConfig eef => eef.Options.SimulationsPerTask,
            TrajectoryOptimizationConfig eto => eto.Options.Rollouts,
            var other => throw new InvalidOperationException($"{other}"),
        })
        .Distinct().ShouldHaveSingleItem();

    [Theory]
    [InlineData("environment.lists.agentgym_test_numbering=4400", "'environment.lists.agentgym_test_numbering' must be 4339 | 4639, not '4400'")]
    [InlineData("environment.lists.etto=x", "unknown key 'environment.lists.etto'; did you mean 'eto'?")]
    [InlineData("experts.0.skips_step=2", "'experts[0].skips_step' must be a number from 0 to 1, not '2'")]
    [InlineData("environment={kind: maze}", "'experts' has 'simulated-scientist', which knows the environment scienceworld alone, not maze.")]
    public void What_makes_no_sense_is_refused(string change, string error) =>
        Configs.ErrorsOf(Minimal, change).ShouldHaveSingleItem().ShouldContain(error);
}
