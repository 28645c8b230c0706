using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;
using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.EnvironmentClients.OpenEnv;
using Gleaner.Tasks;
using Gleaner.Testing.Servers;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Tests.Worlds;

/// <summary><c>gleaner replay</c> against servers.</summary>
public sealed class ServerReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trajectories_are_replayed_on_an_agentgym_server()
    {
        await using var game = await GameServer.StartAsync();
        var good = new Trajectory(
            AgentGymEnvironment.TaskOf("sciworld", 7),
            "expert",
            [
                new(new Observation("Say 7.\nNothing was said."), "hm", Author.Expert, 0.01, true),
                new(new Observation("1 wrong."), "7", Author.Expert, 0.99, true),
            ],
            new Observation("You said it after 2 steps."),
            1,
            StopReason.Done);
        var other = good with { Turns = good.Turns.SetItem(1, good.Turns[1] with { Observation = new Observation("1 right.") }) };

        (await ReplayAsync($"{{kind: agentgym, name: sciworld, url: \"{game.Url}\"}}", good))
            .ShouldBe(new ProgramRun(0, $"{_folder.File("recorded.jsonl")}: 1 of 1 trajectories identical (2 steps)\n", ""));
        var run = await ReplayAsync($"{{kind: agentgym, name: sciworld, url: \"{game.Url}\"}}", good, other);
        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldContain("1 wrong.");
        game.CloseCounts.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task Trajectories_are_replayed_on_an_openenv_server()
    {
        await using var server = await EchoServer.StartAsync();
        var good = new Trajectory(
            OpenEnvEnvironment.TaskOf("echo", 7),
            "expert",
            [new(new Observation("Say 7."), "7", Author.Expert, 1, true)],
            new Observation("Right."),
            1,
            StopReason.Done);

        var run = await ReplayAsync($"{{kind: openenv, name: echo, url: \"{server.Url}\"}}", good);

        run.ShouldBe(new ProgramRun(0, $"{_folder.File("recorded.jsonl")}: 1 of 1 trajectories identical (1 steps)\n", ""));
        (server.Opened, server.SaidGoodbye).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Conversations_of_agentgym_become_trajectories_by_playing_them()
    {
        await using var game = await GameServer.StartAsync();
        var recorded = _folder.File("conversations.json");
        await File.WriteAllTextAsync(recorded, """
            [{"item_id":"sciworld_7","conversations":[
               {"from":"human","loss":null,"value":"Say 7.\nNothing was said."},
               {"from":"gpt","loss":true,"value":"Thought:\nHm.\n\nAction:\nhm"},
               {"from":"human","loss":null,"value":"something else"},
               {"from":"gpt","loss":true,"value":"Action:\n7"},
               {"from":"gpt","loss":true,"value":"Action:\nafter the end"}]},
             {"item_id":"sciworld_8","conversations":[{"from":"gpt","loss":true,"value":"Action:\nhm"}]},
             {"item_id":"sciworld_8","conversations":[]}]
            """, TestContext.Current.CancellationToken);
        var config = await WriteConfigAsync($"{{kind: agentgym, name: sciworld, url: \"{game.Url}\"}}");
        var output = _folder.File("imported.jsonl");

        var run = await ProgramRun.OfAsync("import", "agentgym", "--config", config, "--output", output, recorded);

        run.ShouldBe(new ProgramRun(
            ExitCode.Done,
            "3 conversations of sciworld: 2 tasks played, 1 of them won, 0 failed, 1 on a task that was played already\n"
            + $"1 of 3 observations as recorded\nwritten: {output}\n",
            ""));
        await using var stream = File.OpenRead(output);
        var trajectories = TrajectoryJsonLines.Read(stream, output).ToList();
        trajectories.Select(trajectory => (trajectory.Task.Value, trajectory.Return, trajectory.StopReason)).ShouldBe(
            [("agentgym/sciworld/7", 1, StopReason.Done), ("agentgym/sciworld/8", 0.01, StopReason.NoAction)]);
        (trajectories[0].Turns[0].Thought, trajectories[0].Turns[0].Action).ShouldBe(("Hm.", "hm"));
        (await ProgramRun.OfAsync("replay", "--config", config, output)).ExitCode.ShouldBe(ExitCode.Done);
        game.CloseCounts.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task No_server_is_told_by_its_address()
    {
        var run = await ReplayAsync("{kind: agentgym, name: alfworld, url: \"http://127.0.0.1:9\"}", []);
        run.ExitCode.ShouldBe(ExitCode.InputOutput);
        run.Error.ShouldStartWith("error: No server answers at http://127.0.0.1:9/. ");
        run.Error.ShouldContain("Start the server of 'alfworld' first (Python package agentenv-alfworld), or correct the address.");
    }

    private async Task<ProgramRun> ReplayAsync(string environment, params Trajectory[] trajectories)
    {
        var recorded = _folder.File("recorded.jsonl");
        await using (var stream = File.Create(recorded))
        {
            TrajectoryJsonLines.Write(stream, trajectories);
        }

        return await ProgramRun.OfAsync("replay", "--config", await WriteConfigAsync(environment), recorded);
    }

    private async Task<string> WriteConfigAsync(string environment)
    {
        var config = _folder.File("config.yaml");
        await File.WriteAllTextAsync(config, $$"""
            environment: {{environment}}
            experts: [{kind: recorded, file: recorded.jsonl}]
            student: {kind: pretrained, folder: model}
            methods: [{kind: eef}]
            """);
        return config;
    }
}
