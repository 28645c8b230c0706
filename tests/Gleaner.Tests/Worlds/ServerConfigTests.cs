using Gleaner.CommandLine.Tests.Configuration;
using Gleaner.EnvironmentClients.Kinds;
using Gleaner.EnvironmentClients.OpenEnv;

namespace Gleaner.CommandLine.Tests.Worlds;

public sealed class ServerConfigTests
{
    private const string Rest = """

        experts:
          - {kind: recorded, file: expert.jsonl}
        student: {kind: pretrained, folder: model}
        methods:
          - kind: eef
        """;

    [Fact]
    public void An_agentgym_environment_needs_its_name_alone()
    {
        var environment = Configs.Parse("environment: {kind: agentgym, name: sciworld}" + Rest).Environment;
        var config = (AgentGymConfig)environment.Configuration;
        (config.Protocol!.Name, config.MaxTurns, config.Server.Sessions, config.Server.Url.AbsoluteUri).ShouldBe(("sciworld", 30, 8, "http://127.0.0.1:8000/"));
        environment.DefaultTasks.Test.From.ShouldBe("numbers");
        Configs.Parse("environment: {kind: agentgym, name: sqlgym}" + Rest).Environment.MaxTurns.ShouldBe(1);
        ((AgentGymConfig)Configs.Parse("environment: {kind: agentgym, name: webarena}" + Rest).Environment.Configuration).Server.Sessions.ShouldBe(1);
    }

    [Fact]
    public void An_openenv_environment_takes_the_servers_own_fields()
    {
        var config = (OpenEnvConfig)Configs.Parse(
            "environment: {kind: openenv, name: echo, url: \"http://host:1/base\", reset_fields: '{\"level\":2}', task_field: task, action_field: text, observation_field: a.-1, return: last, success: 0.5, capacity_wait: 7, step_timeout: 0.5}" + Rest).Environment.Configuration;
        (config.Options.ActionField, config.Options.ObservationField, config.Options.TaskField, config.Options.ResetFields).ShouldBe(("text", "a.-1", "task", "{\"level\":2}"));
        (config.Options.Return, config.Options.SuccessThreshold, config.Options.Sessions, config.Options.Url.AbsoluteUri).ShouldBe((ReturnRule.Last, 0.5, 1, "http://host:1/base"));
        (config.Options.CapacityWait, config.Options.StepTimeout).ShouldBe((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public void Where_the_server_is_decides_no_result() =>
        Configs.Parse("environment: {kind: agentgym, name: maze, url: \"http://a:1\", sessions: 2, step_timeout: 1}" + Rest).Resolved
            .ShouldBe(Configs.Parse("environment: {kind: agentgym, name: maze, url: \"http://b:2\", sessions: 3, start_timeout: 1}" + Rest).Resolved);

    [Theory]
    [InlineData("kind: agentgym", "x.yaml:1: 'environment.name' is missing: Which environment the server has.")]
    [InlineData("kind: agentgym, name: mazes", "x.yaml:1: 'environment.name' must be alfworld | babyai | maze | sciworld | textcraft | wordle | academia | movie | searchqa | sheet | sqlgym | todo | weather | webarena | webshop, not 'mazes'; did you mean 'maze'?")]
    [InlineData("kind: agentgym, name: sqlgym, sessions: 9", "x.yaml:1: 'environment.sessions' is 9, but a server of 'sqlgym' keeps 8 apart.")]
    [InlineData("kind: agentgym, name: maze, url: localhost", "x.yaml:1: 'environment.url' must be an address such as http://127.0.0.1:8000, not 'localhost'.")]
    [InlineData("kind: openenv", "x.yaml:1: 'environment.name' is missing: The environment's name in task ids: `openenv/NAME/NUMBER`.")]
    [InlineData("kind: openenv, name: a b", "x.yaml:1: 'environment.name' is 'a b': use letters, digits, '-', '_' and '.', a letter or digit first.")]
    [InlineData("kind: openenv, name: echo, seed: 1", "x.yaml:1: unknown key 'environment.seed'")]
    public void A_faulty_key_is_named(string environment, string error) =>
        Configs.ErrorsOf($"environment: {{{environment}}}{Rest}").ShouldHaveSingleItem().ShouldStartWith(error);
}
