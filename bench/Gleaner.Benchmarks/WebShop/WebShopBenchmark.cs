using System.Diagnostics;
using System.Text.Json;
using Gleaner.Trajectories;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Search;
using Gleaner.WebShop.Sessions;

namespace Gleaner.Benchmarks.WebShop;

/// <summary>What the shop does in a second on one core.</summary>
/// <param name="StepsPerSecond">Steps of recorded episodes, each with its page's text and actions made.</param>
/// <param name="SearchesPerSecond">Searches alone, the queries of those episodes, best 50 each.</param>
/// <param name="Cores">Cores used, 1.</param>
public sealed record WebShopThroughput(double StepsPerSecond, double SearchesPerSecond, int Cores);

/// <summary>
/// Plays recorded episodes one after the other on one core: every search is run, every page printed. Nothing is kept from one
/// episode to the next but what an environment keeps anyway (the parts of product pages).
/// </summary>
public static class WebShopBenchmark
{
    private const int Rounds = 9;
    private const int PassesPerRound = 5;

    /// <summary>Measures on the real data and prints one JSON line.</summary>
    public static void Run(TextWriter output)
    {
        var data = Environment.GetEnvironmentVariable("WEBSHOP_DATA") ?? FindData();
        var result = Measure(Path.Combine(data, "catalogue"), Path.Combine(data, "trajectories", "agenttraj_l_1k_text.jsonl"));
        output.WriteLine(ToJson(result));
    }

    /// <summary>Measures on recorded episodes: medians over several rounds after a warm-up.</summary>
    /// <param name="catalogueFolder">The catalogue they were recorded on.</param>
    /// <param name="recordingFile">AgentGym trajectories, one JSON object a line.</param>
    public static WebShopThroughput Measure(string catalogueFolder, string recordingFile)
    {
        var catalogue = ProductCatalogue.Load(catalogueFolder);
        var environment = new WebShopEnvironment(new GoalList(catalogue));
        List<(int Goal, string[] Actions)> episodes = [.. File.ReadLines(recordingFile).Select(ReadEpisode)];
        var index = catalogue.SearchIndex;
        string[][] queries = [.. episodes.SelectMany(episode => episode.Actions)
            .Where(action => action.StartsWith("search[", StringComparison.Ordinal))
            .Select(action => new[] { action[7..^1].ToLowerInvariant() })];
        return new WebShopThroughput(MedianRate(() => Play(environment, episodes)), MedianRate(() => Search(index, queries)), Cores: 1);
    }

    /// <summary>The result as one JSON line.</summary>
    public static string ToJson(WebShopThroughput result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Serialize(new
        {
            bench = "webshop",
            steps_per_second = Math.Round(result.StepsPerSecond),
            searches_per_second = Math.Round(result.SearchesPerSecond),
            cores = result.Cores,
        });
    }

    private static double MedianRate(Func<int> pass)
    {
        var rates = new List<double>();
        for (var round = -1; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var count = Enumerable.Range(0, PassesPerRound).Sum(_ => pass());
            var rate = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (round >= 0)
            {
                rates.Add(rate);
            }
        }

        rates.Sort();
        return rates[Rounds / 2];
    }

    private static int Play(WebShopEnvironment environment, List<(int Goal, string[] Actions)> episodes)
    {
        var steps = 0;
        long seen = 0;
        foreach ((var goal, var actions) in episodes)
        {
            var episode = environment.Reset(goal);
            seen += episode.Observation.Text.Length;
            foreach (var action in actions)
            {
                episode.Step(action);
                seen += episode.Observation.Text.Length + episode.Observation.Actions.Clickables.Length;
                steps++;
            }
        }

        return seen > 0 ? steps : 0;
    }

    private static int Search(SearchIndex index, string[][] queries)
    {
        var found = 0;
        foreach (var query in queries)
        {
            found += index.Search(query, 50).Count;
        }

        return found > 0 ? queries.Length : 0;
    }

    private static (int Goal, string[] Actions) ReadEpisode(string line)
    {
        using var record = JsonDocument.Parse(line);
        return (
            record.RootElement.GetProperty("goal_index").GetInt32(),
            [.. record.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("action").GetString()!)]);
    }

    private static string FindData()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "webshop");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new GleanerException("No WebShop data: set WEBSHOP_DATA to the folder that holds catalogue/ and trajectories/.");
    }
}
