using Gleaner.ScienceWorld.Kinds;
using Gleaner.ScienceWorld.Splits;

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

    [Theory]
    [InlineData("environment.lists.agentgym_test_numbering=4400", "'environment.lists.agentgym_test_numbering' must be 4339 | 4639, not '4400'")]
    [InlineData("environment.lists.etto=x", "unknown key 'environment.lists.etto'; did you mean 'eto'?")]
    [InlineData("experts.0.skips_step=2", "'experts[0].skips_step' must be a number from 0 to 1, not '2'")]
    [InlineData("environment={kind: maze}", "'experts' has 'simulated-scientist', which knows the environment scienceworld alone, not maze.")]
    public void What_makes_no_sense_is_refused(string change, string error) =>
        Configs.ErrorsOf(Minimal, change).ShouldHaveSingleItem().ShouldContain(error);
}
