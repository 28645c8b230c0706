using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gleaner.EndToEnd.Tests;
using Gleaner.EndToEnd.Tests.Endpoints;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Campaigns.Kill;

/// <summary>
/// Kills the program (kill −9) at random moments and starts the same command again, up to ten times, until it ends: the files are those of a
/// program that was left alone; what had been finished at a kill is not done again; and an endpoint is asked again only what was in the air.
/// </summary>
internal sealed partial class KillCampaign(ulong seed, int points, string? only, string keep)
{
    private const int CallsInTheAir = 4;

    private static readonly string[] StageFiles = ["collection.json", "exploration.json", "learning.json", "metrics.json"];

    private readonly Random _chance = new((int)seed);
    private readonly Findings _findings = new(keep);

    public async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var shop = new ScriptedShop(folder.File("catalogue"), ShopperHabits.Careful);
        if (only is null or "run")
        {
            var file = TinyExperiment.In(folder);
            await CampaignAsync("run", output => ["run", file, "--output", folder.File(output), "--resume"], output => RunFolder.Contents(folder.File(output)), output => folder.File(output), points);
        }

        if (only is null or "collect")
        {
            await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = shop.Answer, Key = EndpointExperiment.Canary, Latency = TimeSpan.FromMilliseconds(20) });
            var file = EndpointExperiment.In(folder, "teacher", server);
            var (runs, kills) = await CampaignAsync(
                "collect",
                output => ["collect", file, "--output", folder.File(output, "x.jsonl")],
                output => new SortedDictionary<string, string> { ["x.jsonl"] = File.ReadAllText(folder.File(output, "x.jsonl")) },
                output => folder.File(output),
                points / 2);
            CheckCalls(server.AnsweredByBody, runs, kills);
        }

        if (only is null or "served")
        {
            await using var servers = await ServedStudentExperiment.StartAsync(folder, shop);
            var collected = folder.File("collected.jsonl");
            await EndAsync(["collect", servers.Collecting("collecting"), "--output", collected]);
            var file = servers.Learning("served", collected);
            var (runs, kills) = await CampaignAsync(
                "served",
                output => ["run", file, "--output", folder.File(output), "--resume"],
                output => ServedContents(folder.File(output)),
                output => folder.File(output),
                points / 2);
            Console.WriteLine($"served: {servers.Tuning.JobRequests.Count} fine-tuning jobs for {runs} runs of {ServedStudentExperiment.JobsOfRun}");
            if (servers.Tuning.JobRequests.Count != ServedStudentExperiment.JobsOfRun * runs)
            {
                _findings.Fault("served: a job was created twice, or not at all");
            }
        }

        return _findings.Conclude(seed);
    }

    // Calls are in the order of their answers, and a second run's models have other names, so the hashes of the files that hold them differ too.
    private static SortedDictionary<string, string> ServedContents(string folder)
    {
        var contents = RunFolder.Contents(folder);
        foreach (var path in contents.Keys.ToList())
        {
            if (path.StartsWith("student", StringComparison.Ordinal) || path.EndsWith("served.json", StringComparison.Ordinal))
            {
                contents.Remove(path);
            }
            else if (Path.GetFileName(path) is "learning.json" or "metrics.json")
            {
                contents[path] = HashOrLength().Replace(File.ReadAllText(Path.Combine(folder, path)), "");
            }
        }

        return contents;
    }

    [GeneratedRegex("""
        "(sha256|length)":\s*("[0-9a-f]{64}"|[0-9]+)
        """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HashOrLength();

    private void CheckCalls(IReadOnlyDictionary<string, int> answered, int runs, int kills)
    {
        var again = answered.Values.Sum() - (runs * answered.Count);
        Console.WriteLine($"calls: {answered.Count} different ones for each of {runs} runs, {again} answered again after {kills} kills; up to {CallsInTheAir} are in the air at each");
        if (again < 0 || again > CallsInTheAir * kills)
        {
            _findings.Fault("calls were asked again that had been answered, or not asked at all");
        }
    }

    private async Task<(int Runs, int Kills)> CampaignAsync(
        string name, Func<string, string[]> command, Func<string, SortedDictionary<string, string>> contents, Func<string, string> folderOf, int wanted)
    {
        var clock = Stopwatch.StartNew();
        await EndAsync(command(name + "-whole"));
        var whole = clock.Elapsed;
        var expected = contents(name + "-whole");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: left alone it takes {whole.TotalSeconds:F1} s and leaves {expected.Count} files that are compared"));
        var (runs, kills) = (1, 0);
        while (kills < wanted)
        {
            var output = $"{name}-{runs++}";
            var most = Math.Min(1 + _chance.Next(10), wanted - kills);
            for (var killed = 0; killed < most; killed++)
            {
                if (!await KillAsync(command(output), _chance.NextDouble() * whole, folderOf(output)))
                {
                    break;
                }

                kills++;
            }

            await CheckedEndAsync(command(output), folderOf(output));
            var faults = _findings.Faults;
            _findings.Compare(output, expected, contents(output));
            if (_findings.Faults > faults)
            {
                _findings.Keep(folderOf(output));
                _findings.Keep(folderOf(name + "-whole"));
            }

            Directory.Delete(folderOf(output), recursive: true);
            if (runs % 5 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {kills} of {wanted} kills in {runs - 1} runs, {clock.Elapsed.TotalSeconds:N0} s; {_findings.Faults} faults"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {kills} kills in {runs - 1} runs, {clock.Elapsed.TotalSeconds:N0} s; {_findings.Faults} faults so far"));
        return (runs, kills);
    }

    private async Task<bool> KillAsync(string[] arguments, TimeSpan after, string folder)
    {
        var before = Finished(folder);
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(after);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        RequireUntouched(before, folder);
        return process.ExitCode switch
        {
            137 => true,
            0 => false,
            var code => throw new InvalidOperationException($"exit code {code}: {await process.StandardError.ReadToEndAsync()}"),
        };
    }

    private async Task CheckedEndAsync(string[] arguments, string folder)
    {
        var before = Finished(folder);
        await EndAsync(arguments);
        RequireUntouched(before, folder);
    }

    private static async Task EndAsync(string[] arguments)
    {
        using var process = Start(arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"gleaner {string.Join(' ', arguments)} ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gleaner.Tool.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    // A stage that is finished has written this file last; one that is done again writes it again.
    private static Dictionary<string, DateTime> Finished(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Where(file => StageFiles.Contains(Path.GetFileName(file)) || Path.GetFileName(file).StartsWith("evaluation-", StringComparison.Ordinal))
            .ToDictionary(file => file, File.GetLastWriteTimeUtc);

    private void RequireUntouched(Dictionary<string, DateTime> before, string folder)
    {
        var after = Finished(folder);
        foreach (var (file, time) in before.Where(item => !after.TryGetValue(item.Key, out var now) || now != item.Value))
        {
            _findings.Fault($"{Path.GetRelativePath(folder, file)} was finished at {time:O} and done again");
        }
    }
}
