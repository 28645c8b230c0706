using System.Globalization;
using System.Text;
using Gleaner.Benchmarks.Measuring;
using Gleaner.EnvironmentServers;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Serving;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Benchmarks.Serving;

/// <summary>
/// The server of AgentGym's protocol under load, client and server in this process: simulated shoppers' episodes on a made-up
/// catalogue, many sessions over a few connections. Beside it the same requests to a web server that always answers the same.
/// </summary>
internal static class ServingBenchmark
{
    private const int Sessions = 10_000;
    private const int Connections = 64;
    private const int RequestsPerConnection = 600;
    private const int Rounds = 5;
    private const int Episodes = 300;

    /// <summary>Measures and prints one JSON line.</summary>
    public static void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private static async Task RunAsync(TextWriter output)
    {
        var environment = OpenShop();
        using var shop = new ServedShop(environment);
        var episodes = await RecordAsync(environment).ConfigureAwait(false);
        var options = new EnvironmentServerOptions { Port = 0, MaxSessions = Sessions };
        var server = await EnvironmentServer.StartAgentGymAsync(new WebShopDialect(shop), options, TimeProvider.System, e => throw e).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            using var players = new Players(server.Url, Connections, episodes);
            var kibPerSession = await OpenSessionsAsync(players).ConfigureAwait(false);
            var meanAnswer = await players.PlayAsync(RequestsPerConnection).ConfigureAwait(false);
            var constant = await ConstantServer.StartAsync(meanAnswer).ConfigureAwait(false);
            await using (constant.ConfigureAwait(false))
            {
                using var others = new Players(constant.Url, Connections, episodes);
                others.Pretend(Sessions);
                (var ours, var peer) = Contest.Run(Rounds, () => Time(players), () => Time(others));
                Write(output, ours, peer!.Value, meanAnswer, kibPerSession);
            }
        }
    }

    private static void Write(TextWriter output, Timing ours, Timing peer, int meanAnswer, double kibPerSession)
    {
        const double requests = (double)Connections * RequestsPerConnection;
        output.WriteLine(Machine.Describe());
        new Result("serve")
            .Figure("requests_per_second", requests / ours.Seconds, "Kestrel with a constant answer of the same length", requests / peer.Seconds)
            .With("requests_per_processor_second", Result.Rounded(requests / ours.ProcessorSeconds))
            .With("peer_requests_per_processor_second", Result.Rounded(requests / peer.ProcessorSeconds))
            .With("processor_ratio", Math.Round(peer.ProcessorSeconds / ours.ProcessorSeconds, 3))
            .With("mean_answer_bytes", meanAnswer)
            .With("sessions", Sessions)
            .With("kib_per_session", Result.Rounded(kibPerSession))
            .With("connections", Connections)
            .With("cores", Environment.ProcessorCount)
            .WriteTo(output);
    }

    private static Timing Time(Players players) => Timing.Of(() => players.PlayAsync(RequestsPerConnection).GetAwaiter().GetResult());

    private static async Task<double> OpenSessionsAsync(Players players)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await players.OpenAsync(Sessions).ConfigureAwait(false);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Sessions;
    }

    private static WebShopEnvironment OpenShop()
    {
        var folder = Directory.CreateTempSubdirectory("gleaner-bench-").FullName;
        try
        {
            new CatalogueGenerator(new GeneratorSettings { Products = 1000, Seed = 1 }).Write(folder);
            return new WebShopEnvironment(new GoalList(ProductCatalogue.Load(folder)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Episode[]> RecordAsync(WebShopEnvironment environment)
    {
        var tasks = environment.Goals.Tasks.Take(Episodes).ToList();
        var trajectories = await SimulatedExpert.RecordAsync(
            environment, ShopperHabits.Careful, tasks, new Seed(1), new RolloutOptions { MaxTurns = 10 }).ConfigureAwait(false);
        return [.. trajectories.Select((trajectory, i) => new Episode(environment.Goals.IndexOf(tasks[i]), [.. trajectory.Turns.Select(turn => turn.Action)]))];
    }
}

/// <summary>What is played: a goal and the actions.</summary>
internal sealed record Episode(int Goal, string[] Actions);
