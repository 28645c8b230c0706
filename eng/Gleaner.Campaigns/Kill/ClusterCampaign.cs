using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gleaner.EndToEnd.Tests;

namespace Gleaner.Campaigns.Kill;

/// <summary>
/// Kills a server, the coordinator or one of three workers (kill −9) at random moments and starts it again, up to ten times in a run: the files are
/// those of one process that was left alone, and whatever was played twice came out alike.
/// </summary>
internal sealed partial class ClusterCampaign(ulong seed, int kills, string keep)
{
    private const int MostInARun = 10;

    /// <summary>So many kills and more meet a run, which each of them makes longer.</summary>
    private const int KillsInTheTime = 4;

    private readonly Random _chance = new((int)seed);
    private readonly Findings _findings = new(keep);
    private readonly SortedDictionary<string, int> _killed = new(StringComparer.Ordinal);

    public async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("maze.yaml");
        await File.WriteAllTextAsync(file, MazeExperiment.Yaml);
        using (var alone = Launched.Start("run", file, "--output", folder.File("whole")))
        {
            var (exitCode, _, error) = await alone.EndAsync();
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"The run that is left alone ended with {exitCode}: {error}");
            }
        }

        var expected = RunFolder.Contents(folder.File("whole"));
        var clock = Stopwatch.StartNew();
        var whole = await RunAsync(file, folder.File("undisturbed"), expected, wanted: 0, TimeSpan.Zero);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"left alone it takes {whole.TotalSeconds:F1} s once all are at work, and leaves {expected.Count} files that are compared"));
        var runs = 0;
        while (_killed.Values.Sum() < kills)
        {
            var wanted = Math.Min(1 + _chance.Next(MostInARun), kills - _killed.Values.Sum());
            await RunAsync(file, folder.File($"run-{++runs}"), expected, wanted, whole / KillsInTheTime);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_killed.Values.Sum()} kills in {runs} runs, {clock.Elapsed.TotalSeconds:N0} s: {string.Join(", ", _killed.Select(item => $"{item.Key} {item.Value}"))}"));
        return _findings.Conclude(seed);
    }

    private async Task<TimeSpan> RunAsync(string file, string output, SortedDictionary<string, string> expected, int wanted, TimeSpan longest)
    {
        var clock = new Stopwatch();
        var (name, before) = (Path.GetFileName(output), _findings.Faults);
        var killed = new List<string>();
        try
        {
            using var cluster = await KilledCluster.StartAsync(file, output, _chance);
            await cluster.AtWorkAsync();
            clock.Start();
            while (killed.Count < wanted && await cluster.KillOneAsync(longest) is { } victim)
            {
                killed.Add(victim);
                _killed[victim] = _killed.GetValueOrDefault(victim) + 1;
            }

            var told = await cluster.EndAsync();
            clock.Stop();
            Console.WriteLine($"{name}: {(killed.Count == 0 ? "no kill" : string.Join(", ", killed))}; {Summary().Match(told).Value}");
            if (told.Contains("is not the same", StringComparison.Ordinal))
            {
                _findings.Fault($"{name}: a rollout that was played twice came out otherwise: {told}");
            }

            _findings.Compare(name, expected, RunFolder.Contents(output));
        }
        catch (InvalidOperationException exception)
        {
            _findings.Fault($"{name} ({string.Join(", ", killed)}): {exception.Message}");
        }

        if (_findings.Faults > before)
        {
            _findings.Keep(output);
        }

        Directory.Delete(output, recursive: true);
        return clock.Elapsed;
    }

    [GeneratedRegex("cluster: .*", RegexOptions.RightToLeft, 1000)]
    private static partial Regex Summary();
}
