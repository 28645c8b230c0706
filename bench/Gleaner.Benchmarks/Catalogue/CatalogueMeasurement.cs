using System.Diagnostics;
using System.Text.Json;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Search;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Benchmarks.Catalogue;

/// <summary>What a process measured of one catalogue. Times by the clock are in seconds, those of queries in microseconds.</summary>
public sealed record CatalogueFigures
{
    /// <summary>Opening catalogue, index and goals.</summary>
    public double OpenSeconds { get; init; }

    /// <summary>The same in processor time.</summary>
    public double OpenProcessorSeconds { get; init; }

    /// <summary>Memory held after opening and playing, MiB; after opening alone where nothing was played.</summary>
    public long ResidentMib { get; init; }

    /// <summary>The most memory ever held, MiB.</summary>
    public long PeakMib { get; init; }

    /// <summary>Goals of the catalogue.</summary>
    public int Goals { get; init; }

    /// <summary>Median over the queries of each query's quickest run.</summary>
    public double SearchP50 { get; init; }

    /// <summary>99th percentile of the same.</summary>
    public double SearchP99 { get; init; }

    /// <summary>Different queries measured.</summary>
    public int Queries { get; init; }

    /// <summary>Steps of recorded episodes a second when every search and page is new, in the quickest of several rounds.</summary>
    public double FirstStepsPerSecond { get; init; }

    /// <summary>The same for episodes that were played before, as a task's rollouts are.</summary>
    public double StepsPerSecond { get; init; }


    /// <summary>Queries whose hits were those of scoring every document.</summary>
    public int Equal { get; init; }

    /// <summary>Queries that were so compared.</summary>
    public int Compared { get; init; }
}

/// <summary>Measures one catalogue in this process.</summary>
internal static class CatalogueMeasurement
{
    private const int Rounds = 7;
    private const int Episodes = 200;
    private const int Hits = 50;

    /// <summary>Opens the catalogue, and searches and plays in it if asked.</summary>
    /// <param name="folder">The catalogue.</param>
    /// <param name="recordings">AgentGym trajectories whose queries are searched; null to search what the simulated shopper does.</param>
    /// <param name="plays">Whether to search and play.</param>
    /// <param name="compared">How many queries are compared with scoring every document.</param>
    internal static async Task<CatalogueFigures> RunAsync(string folder, string? recordings, bool plays, int compared)
    {
        var start = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var catalogue = ProductCatalogue.Load(folder, new CatalogueOptions { CacheFrom = 0 });
        var goals = new GoalList(catalogue);
        _ = catalogue.SearchIndex;
        var figures = new CatalogueFigures
        {
            OpenSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            OpenProcessorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            Goals = goals.Count,
        };
        figures = plays ? await PlayAsync(figures, goals, recordings, compared).ConfigureAwait(false) : figures;
        using var process = Process.GetCurrentProcess();
        return figures with { ResidentMib = process.WorkingSet64 >> 20, PeakMib = process.PeakWorkingSet64 >> 20 };
    }

    private static async Task<CatalogueFigures> PlayAsync(CatalogueFigures figures, GoalList goals, string? recordings, int compared)
    {
        var environment = new WebShopEnvironment(goals);
        TaskId[] tasks = [.. goals.Tasks.Take(Episodes)];
        var trajectories = await SimulatedExpert.RecordAsync(
            environment, ShopperHabits.Careful, tasks, new Seed(1), new RolloutOptions { MaxTurns = 10 }).ConfigureAwait(false);
        (int Goal, string[] Actions)[] episodes =
            [.. trajectories.Select((trajectory, i) => (goals.IndexOf(tasks[i]), trajectory.Turns.Select(turn => turn.Action).ToArray()))];
        string[] queries = [.. (recordings is null ? episodes.SelectMany(episode => episode.Actions) : ActionsOf(recordings))
            .Where(action => action.StartsWith("search[", StringComparison.Ordinal) && action.EndsWith(']'))
            .Select(action => action[7..^1].ToLowerInvariant())
            .Distinct()];
        var index = goals.Catalogue.SearchIndex;
        var times = TimeQueries(index, queries);
        var checkedQueries = queries.Where((_, i) => i % Math.Max(1, queries.Length / Math.Max(1, compared)) == 0).Take(compared).ToArray();
        return figures with
        {
            Queries = queries.Length,
            SearchP50 = times[times.Length / 2],
            SearchP99 = times[times.Length * 99 / 100],
            FirstStepsPerSecond = Enumerable.Range(0, Rounds).Max(_ => Rate(() => Play(new WebShopEnvironment(goals), episodes))),
            StepsPerSecond = Enumerable.Range(0, Rounds).Max(_ => Rate(() => Play(environment, episodes))),
            Compared = checkedQueries.Length,
            Equal = checkedQueries.Length == 0 ? 0 : EveryDocument.CountEqual(goals.Catalogue, index, checkedQueries, Hits),
        };
    }

    private static IEnumerable<string> ActionsOf(string recordings) => File.ReadLines(recordings).SelectMany(line =>
    {
        using var record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("action").GetString()!).ToArray();
    });

    // The quickest of several runs each: what else happens on the machine only ever adds time.
    private static double[] TimeQueries(SearchIndex index, string[] queries)
    {
        var quickest = new double[queries.Length];
        Array.Fill(quickest, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < queries.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                _ = index.Search([queries[i]], Hits);
                quickest[i] = Math.Min(quickest[i], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        Array.Sort(quickest);
        return quickest;
    }

    private static double Rate(Func<int> play)
    {
        var start = Stopwatch.GetTimestamp();
        var steps = play();
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static int Play(WebShopEnvironment environment, (int Goal, string[] Actions)[] episodes)
    {
        var (steps, seen) = (0, 0L);
        foreach (var (goal, actions) in episodes)
        {
            var episode = environment.Reset(goal);
            foreach (var action in actions)
            {
                episode.Step(action);
                seen += episode.Observation.Text.Length + episode.Observation.Actions.Clickables.Length;
                steps++;
            }
        }

        return seen > 0 ? steps : 0;
    }
}
