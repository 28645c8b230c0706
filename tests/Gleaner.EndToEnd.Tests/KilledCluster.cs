namespace Gleaner.EndToEnd.Tests;

/// <summary>A run as five processes, a server, a coordinator and three workers, of which one after the other is killed (kill −9) at a drawn moment and started again.</summary>
internal sealed class KilledCluster : IDisposable
{
    private readonly NatsServer _server;
    private readonly string[] _command;
    private readonly Random _chance;
    private readonly Launched[] _workers;
    private readonly List<string> _told = [];
    private readonly Task[] _starting;
    private Launched _coordinator;
    private Task _beginning;

    private KilledCluster(NatsServer server, string[] command, Random chance)
    {
        (_server, _command, _chance) = (server, command, chance);
        _workers = [StartWorker(), StartWorker(), StartWorker()];
        _starting = [.. _workers.Select(WaitForWorkerAsync)];
        _coordinator = Launched.Start(command);
        _beginning = WaitForCoordinatorAsync();
    }

    /// <param name="file">The experiment.</param>
    /// <param name="output">The run's folder.</param>
    /// <param name="chance">Draws moments and victims.</param>
    public static async Task<KilledCluster> StartAsync(string file, string output, Random chance)
    {
        var server = await NatsServer.StartAsync();
        return new KilledCluster(server, ["run", file, "--output", output, "--resume", "--workers", server.Url], chance);
    }

    /// <summary>Waits until all are at work, or the run has ended: most of a short run is the start of programs, which little can happen to.</summary>
    public Task AtWorkAsync() => Task.WhenAny(Task.WhenAll([.. _starting, _beginning]), _coordinator.EndsWithinAsync(Timeout.InfiniteTimeSpan));

    /// <summary>Kills one of the processes, unless the run ends before.</summary>
    /// <param name="longest">The latest moment, from when all are at work; one in four is drawn from now.</param>
    /// <returns>What was killed; null if the run had ended.</returns>
    public async Task<string?> KillOneAsync(TimeSpan longest)
    {
        if (_chance.Next(4) > 0)
        {
            await AtWorkAsync();
        }

        if (await _coordinator.EndsWithinAsync(_chance.NextDouble() * longest))
        {
            return null;
        }

        RequireWorkers();
        var victim = _chance.Next(_workers.Length + 2);
        if (victim < _workers.Length)
        {
            await _workers[victim].KillAsync();
            _workers[victim].Dispose();
            _workers[victim] = StartWorker();
            _starting[victim] = WaitForWorkerAsync(_workers[victim]);
            return "worker";
        }

        if (victim == _workers.Length)
        {
            await _coordinator.KillAsync();
            _told.Add((await EndCoordinatorAsync()).Error);
            _coordinator.Dispose();
            _coordinator = Launched.Start(_command);
            _beginning = WaitForCoordinatorAsync();
            return "coordinator";
        }

        await _server.KillAsync();
        await _server.StartAgainAsync();
        return "server";
    }

    /// <summary>Waits until the run ends.</summary>
    /// <returns>What its coordinators said on the side.</returns>
    /// <exception cref="InvalidOperationException">It failed, or a worker left.</exception>
    public async Task<string> EndAsync()
    {
        var (exitCode, error) = await EndCoordinatorAsync();
        _told.Add(error);
        RequireWorkers();
        var told = string.Join("", _told);
        return exitCode == 0 ? told : throw new InvalidOperationException($"The coordinator ended with {exitCode}: {told}");
    }

    public void Dispose()
    {
        _coordinator.Dispose();
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        _server.Dispose();
    }

    private async Task<(int ExitCode, string Error)> EndCoordinatorAsync()
    {
        // It reads what is printed, too.
        await _beginning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (exitCode, _, error) = await _coordinator.EndAsync();
        return (exitCode, error);
    }

    private Task WaitForCoordinatorAsync() => _coordinator.WaitForAsync("Run: ");

    private static Task WaitForWorkerAsync(Launched worker) => worker.WaitForAsync("serves the run");

    // Whatever happens to the others, a worker waits.
    private void RequireWorkers()
    {
        if (Array.Find(_workers, worker => worker.HasEnded) is { } gone)
        {
            throw new InvalidOperationException($"A worker has left by itself: {gone.EndAsync().GetAwaiter().GetResult()}; {string.Join("", _told)}");
        }
    }

    private Launched StartWorker() => Launched.Start("worker", "--connect", _server.Url, "--slots", "1");
}
