using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Coordinator and workers as processes, killed again and again.</summary>
[Trait("Category", "Long")]
public sealed class ClusterTests : IDisposable
{
    private const string Yaml =
        """
        name: maze
        environment: {kind: maze, size: 3, count: 80, max_turns: 10}
        tasks:
          test: {first: 0, count: 20}
          dev: {first: 20, count: 10}
          train: {first: 30, count: 30}
        experts:
          - {kind: simulated-walker, distraction: 0.2}
        student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520, context: 256, pretraining: {steps: 10, batch: 4, length: 64}}
        training:
          bc: {steps: 10, batch: 4}
          iteration: {steps: 5, batch: 4}
        exploration: {iterations: 2}
        methods:
          - {kind: rft}
          - {kind: eef}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Workers_and_coordinator_killed_at_any_moment_cost_nothing_but_time()
    {
        using var server = await NatsServer.StartAsync();
        var (file, alone, many) = (_folder.File("maze.yaml"), _folder.File("alone"), _folder.File("many"));
        await File.WriteAllTextAsync(file, Yaml, TestContext.Current.CancellationToken);
        using (var whole = Launched.Start("run", file, "--output", alone))
        {
            (await whole.EndAsync()).ExitCode.ShouldBe(ExitCode.Done);
        }

        string[] run = ["run", file, "--output", many, "--resume", "--workers", server.Url];
        var workers = new List<Launched>();
        try
        {
            workers.Add(Worker(server));
            workers.Add(Worker(server));

            // Each line is printed when a stage has ended, so the kills meet the stage after it.
            foreach (var stage in new[] { "simulated-walker: playing", "RFT, iteration 1: learning", "EEF, iteration 1: learning" })
            {
                using var coordinator = Launched.Start(run);
                await coordinator.WaitForAsync(stage);
                await workers[0].KillAsync();
                workers[0].Dispose();
                workers.RemoveAt(0);
                await coordinator.KillAsync();
                workers.Add(Worker(server));
            }

            using var last = Launched.Start(run);
            var (exitCode, _, error) = await last.EndAsync();
            exitCode.ShouldBe(ExitCode.Done);
            error.ShouldContain("cluster: ");
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }

        RunFolder.Contents(many).ShouldBe(RunFolder.Contents(alone));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_says_so_and_gives_back_what_it_had()
    {
        using var server = await NatsServer.StartAsync();
        using var worker = Worker(server);
        await worker.WaitForAsync("waiting for a run");
        await worker.InterruptAsync();
        (await worker.EndAsync()).ExitCode.ShouldBe(ExitCode.Interrupted);
    }

    private static Launched Worker(NatsServer server) => Launched.Start("worker", "--connect", server.Url, "--slots", "1");
}
