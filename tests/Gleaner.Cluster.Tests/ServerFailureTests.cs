namespace Gleaner.Cluster.Tests;

/// <summary>The server is killed while a run uses it.</summary>
[Trait("Category", "Long")]
public sealed class ServerFailureTests : IDisposable
{
    private readonly TinyMaze _maze = new();

    public void Dispose() => _maze.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_killed_and_comes_back_costs_nothing_even_without_its_files(bool losesFiles)
    {
        using var server = await NatsServer.StartAsync();
        var options = RunTests.Options(server);
        var alone = await TinyMaze.AloneAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        Task[] workers = [.. Enumerable.Range(1, 2).Select(number => _maze.WorkAsync(options, $"w{number}", own => own with
        {
            EndsWithRun = false,
            Taken = (_, _) =>
            {
                if (Interlocked.Increment(ref taken) == 25)
                {
                    reached.SetResult();
                }

                return Task.CompletedTask;
            },
        }, _maze.Stop.Token))];

        var run = _maze.RunAsync(options);
        await Task.WhenAny(reached.Task, run);
        await server.KillAsync();
        if (losesFiles)
        {
            server.Forget();
        }

        await server.StartAgainAsync();
        await run;
        await _maze.Stop.CancelAsync();
        foreach (var worker in workers)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => worker);
        }

        _maze.Contents("many").ShouldBe(alone);
        _maze.Summary.ShouldContain("workers played");
    }
}
