using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Viewer;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Tests;

namespace Gleaner.Benchmarks.Viewing;

/// <summary>
/// The viewer on a made-up run of many rollouts, server and client in this process: the first page while nothing is indexed yet, the
/// index, then every kind of page over HTTP.
/// </summary>
internal static class ViewBenchmark
{
    private const string Size = "VIEW_ROLLOUTS";
    private const int DefaultRollouts = 1_000_000;
    private const int Iterations = 4;
    private const int RolloutsPerTask = 3 * 5;
    private const int Rounds = 5;

    /// <summary>Measures and prints one JSON line.</summary>
    public static void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private static async Task RunAsync(TextWriter output)
    {
        var rollouts = Environment.GetEnvironmentVariable(Size) is { Length: > 0 } given ? int.Parse(given, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : DefaultRollouts;
        var folder = Directory.CreateTempSubdirectory("gleaner-view-").FullName;
        try
        {
            // The expert solves one task of nine, and nothing is explored there.
            var tasks = Math.Max(1, rollouts * 9 / (8 * Iterations * RolloutsPerTask));
            MadeUpRun.Write(Path.Combine(folder, "run"), MadeUpRun.Shape(tasks, testTasks: 500, Iterations, attempts: RolloutsPerTask / 3));
            output.WriteLine(Machine.Describe());
            await MeasureAsync(folder, output).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, TextWriter output)
    {
        GC.Collect();
        var server = await ViewerServer.StartAsync(
            new ViewerOptions { Runs = [folder] }, new NoWorlds(), new DiskRunFiles(), TimeProvider.System, exception => throw exception).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
            using var client = new HttpClient(handler) { BaseAddress = new Uri(server.Url.GetLeftPart(UriPartial.Authority)) };
            (await client.GetAsync(server.Url).ConfigureAwait(false)).Dispose();
            var processor = Environment.CpuUsage.TotalTime.TotalSeconds;
            var start = Stopwatch.GetTimestamp();
            var first = await TimeAsync(client, "/run/run").ConfigureAwait(false);
            var most = Environment.WorkingSet;
            var indexed = await IndexedAsync(client, () => most = Math.Max(most, Environment.WorkingSet)).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var processorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds - processor;
            // The tables of the run's page are made on a thread of their own, which would be counted with other pages.
            await TimeAsync(client, "/run/run").ConfigureAwait(false);
            await IndexedAsync(client, () => { }).ConfigureAwait(false);
            var table = new Table(output, ("page", -32), ("first, ms", 10), ("processor ms", 13), ("later, ms", 10), ("processor ms", 13), ("worst, ms", 10));
            var (worst, mostSpent) = (0.0, 0.0);
            foreach (var (name, address) in Pages())
            {
                var times = new List<double>();
                var spent = new List<double>();
                for (var round = 0; round <= Rounds; round++)
                {
                    var before = Environment.CpuUsage.TotalTime;
                    times.Add(await TimeAsync(client, address).ConfigureAwait(false));
                    spent.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                    most = Math.Max(most, Environment.WorkingSet);
                }

                var (firstTime, firstSpent) = (times[0], spent[0]);
                worst = Math.Max(worst, times.Max());
                mostSpent = Math.Max(mostSpent, spent.Max());
                var (later, laterSpent) = (times.Skip(1).Order().ToList(), spent.Skip(1).Order().ToList());
                table.Row(name, Table.Number(firstTime), Table.Number(firstSpent), Table.Number(later[later.Count / 2]), Table.Number(laterSpent[later.Count / 2]), Table.Number(later[^1]));
            }

            new Result("view")
                .Figure("rollouts_indexed_per_second", indexed / seconds, null, null)
                .With("rollouts_indexed_per_processor_second", Result.Rounded(indexed / processorSeconds))
                .With("rollouts", indexed)
                .With("index_seconds", Result.Rounded(seconds))
                .With("first_page_ms", Result.Rounded(first))
                .With("slowest_page_ms", Result.Rounded(worst))
                .With("slowest_page_processor_ms", Result.Rounded(mostSpent))
                .With("working_set_mb", Result.Rounded(most / 1e6))
                .With("index_mb", Result.Rounded(new FileInfo(Path.Combine(folder, "run", RunIndex.FileName)).Length / 1e6))
                .With("cores", Environment.ProcessorCount)
                .WriteTo(output);
        }
    }

    private static IEnumerable<(string Name, string Address)> Pages()
    {
        var task = IndexWriter.SlugOf(MadeUpRun.Training(0).Value);
        var rollout = IndexWriter.IdOf("seed-1/EEF/iteration-1/rollouts", MadeUpRun.Shape().Record(0, 0, 0, 1).Key);
        var other = IndexWriter.IdOf("seed-1/EEF/iteration-1/rollouts", MadeUpRun.Shape().Record(0, 2, 0, 1).Key);
        return
        [
            ("runs", "/"),
            ("run", "/run/run"),
            ("tasks by stages", "/run/run/seed-1.EEF/tasks"),
            ("tasks, filtered", "/run/run/seed-1.EEF/tasks?show=newly&q=room+77&sort=task&page=2"),
            ("task", $"/run/run/seed-1.EEF/task/{task}"),
            ("rollout", $"/run/run/rollout/{rollout}"),
            ("side by side", $"/run/run/diff/{rollout}/{other}"),
            ("comparison", "/run/run/compare?a=seed-1.EEF&b=seed-1.BC&split=test"),
            ("search, all", "/run/run/search"),
            ("search, numbers", "/run/run/search?q=won%3Ano+steps%3E2+iteration%3A3"),
            ("search, a rare word", "/run/run/search?q=saw%3A%22house+4242%22"),
            ("search, a common word", "/run/run/search?q=north+won%3Ayes&order=logp"),
            ("search, its beginning", "/run/run/search?q=nor"),
            ("search, words of tasks", "/run/run/search?q=room+-won%3Ayes&order=steps"),
            ("search, a few of many tasks", "/run/run/search?q=%22room+77%22+north&order=return"),
            ("search, nothing is found", "/run/run/search?q=steps%3E500+won%3Ano"),
            ("search, many and few", "/run/run/search?q=north+kind%3Aexpert+steps%3C6"),
            ("search, a late page", "/run/run/search?q=won%3Ano&order=newest&page=500"),
        ];
    }

    private static async Task<double> TimeAsync(HttpClient client, string address)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative)).ConfigureAwait(false);
        await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<long> IndexedAsync(HttpClient client, Action look)
    {
        while (true)
        {
            using var news = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(new Uri("/run/run/live", UriKind.Relative)).ConfigureAwait(false));
            look();
            if (news.RootElement.GetProperty("ready").GetBoolean())
            {
                return news.RootElement.GetProperty("rollouts").GetInt64();
            }

            await Task.Delay(50).ConfigureAwait(false);
        }
    }

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("No world is needed.");
    }
}
