using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Coordinator and workers as processes, killed again and again.</summary>
[Trait("Category", "Long")]
public sealed class ClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Workers_and_coordinator_killed_at_any_moment_cost_nothing_but_time()
    {
        using var server = await NatsServer.StartAsync();
        var (file, alone, many) = (_folder.File("maze.yaml"), _folder.File("alone"), _folder.File("many"));
        await File.WriteAllTextAsync(file, MazeExperiment.Yaml, TestContext.Current.CancellationToken);
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
    public async Task Whatever_is_killed_at_drawn_moments_the_bytes_are_those_of_one_process()
    {
        var (file, alone, many) = (_folder.File("maze.yaml"), _folder.File("alone"), _folder.File("many"));
        await File.WriteAllTextAsync(file, MazeExperiment.Yaml, TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        using (var whole = Launched.Start("run", file, "--output", alone))
        {
            (await whole.EndAsync()).ExitCode.ShouldBe(ExitCode.Done);
        }

        using var cluster = await KilledCluster.StartAsync(file, many, new Random(1));
        var longest = TimeProvider.System.GetElapsedTime(started) / 2;
        for (var kill = 0; kill < 5; kill++)
        {
            await cluster.KillOneAsync(longest);
        }

        var told = await cluster.EndAsync();

        told.ShouldContain("cluster: ");
        told.ShouldNotContain("is not the same");
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
