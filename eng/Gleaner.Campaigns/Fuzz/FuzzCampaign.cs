using System.Diagnostics;
using System.Globalization;

namespace Gleaner.Campaigns.Fuzz;

/// <summary>
/// Spoils one file at a time and reads it: no exit code 70, no exception that gets out, no reading that takes 10 seconds or 1 GB, and where the
/// file still means the same, the same result. The same seed gives the same cases.
/// </summary>
internal sealed class FuzzCampaign(ulong seed, int count, string? only, string keep)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SortedDictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _findings = new(StringComparer.Ordinal);

    public async Task<int> RunAsync()
    {
        var started = Stopwatch.StartNew();
        await using var targets = await Targets.PrepareAsync();
        List<Target> drawn = [.. targets.All.Where(target => only is null || only.Split(',').Any(name => target.Name.Contains(name, StringComparison.Ordinal))).SelectMany(target => Enumerable.Repeat(target, target.Weight))];
        var good = new Dictionary<Target, string>();
        foreach (var target in drawn.Distinct())
        {
            var (outcome, result) = await target.ReadAsync(CancellationToken.None);
            target.Restore();
            good[target] = result;
            Console.WriteLine($"{target.Name}: exit code {outcome.ExitCode} for the good file{(outcome.ExitCode is 0 or 1 or 200 ? "" : " " + outcome.Error.Trim())}");
        }

        // Each case has a stream of its own, so that one can be repeated without those before it.
        for (var number = 0; number < count; number++)
        {
            var chance = new Random(HashCode(seed, number));
            var target = drawn[chance.Next(drawn.Count)];
            await CaseAsync(number, target, good[target], chance);
            if ((number + 1) % 500 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number + 1:N0} of {count:N0} after {started.Elapsed.TotalSeconds:N0} s; {_findings.Values.Sum()} findings of {_findings.Count} kinds"));
            }
        }

        Console.WriteLine();
        Console.WriteLine("reader                                     cases   read  refused   same");
        foreach (var (name, counts) in _counts)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} {counts[0],7:N0} {counts[1],6:N0} {counts[2],8:N0} {counts[3],6:N0}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} cases, seed {seed}, {started.Elapsed.TotalSeconds:N0} s, most memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB: {_findings.Values.Sum()} findings of {_findings.Count} kinds"));
        foreach (var (kind, times) in _findings)
        {
            Console.WriteLine($"{times} × {kind}");
        }

        return _findings.Count == 0 ? 0 : 1;
    }

    private async Task CaseAsync(int number, Target target, string good, Random chance)
    {
        var file = target.Files[chance.Next(target.Files.Count)];
        var original = await File.ReadAllBytesAsync(file);
        var mutation = Mutation.Draw(original, Target.FormOf(file), chance);
        await File.WriteAllBytesAsync(file, mutation.Bytes);
        var counts = _counts.TryGetValue(target.Name, out var known) ? known : _counts[target.Name] = new int[4];
        counts[0]++;
        try
        {
            var (outcome, result) = await LimitedAsync(target);
            counts[outcome.ExitCode is 0 or 200 ? 1 : 2]++;
            if (outcome.ExitCode == 70)
            {
                Find(number, target, file, mutation, "exit code 70: " + Kind(outcome.Error));
            }
            else if (target.Promise == Promise.Sealed || (mutation.MeansTheSame && target.Promise != Promise.None))
            {
                var isSame = result == good;
                counts[3] += isSame ? 1 : 0;
                if (!isSame && (target.Promise == Promise.Same || outcome.ExitCode is 0 or 1))
                {
                    Find(number, target, file, mutation, $"another result ({mutation.Kind}, {Path.GetExtension(file)}): {Kind(outcome.Error)}");
                }
            }
        }
        catch (Exception exception)
        {
            Find(number, target, file, mutation, $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
        finally
        {
            await File.WriteAllBytesAsync(file, original);
            target.Restore();
        }
    }

    // On a busy machine a reader may wait for its turn: only one that computes for so long, or never ends, has hung.
    private static async Task<(Outcome, string)> LimitedAsync(Target target)
    {
        using var stop = new CancellationTokenSource(Patience);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var reading = Task.Run(() => target.ReadAsync(stop.Token));
        var done = await Task.WhenAny(reading, Task.Delay(Patience + TimeLimit)) == reading;
        var spent = Process.GetCurrentProcess().TotalProcessorTime - before;
        return !done ? throw new TimeoutException("it never ended")
            : spent > TimeLimit ? throw new TimeoutException("it computed for more than 10 s")
            : await reading;
    }

    private static int HashCode(ulong seed, int number)
    {
        var mixed = (seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)number * 0xBF58476D1CE4E5B9UL);
        mixed ^= mixed >> 31;
        return (int)(mixed * 0x94D049BB133111EBUL >> 33);
    }

    // The same fault has the same words, whatever numbers and paths are in them.
    private static string Kind(string error) => System.Text.RegularExpressions.Regex.Replace(
        string.Join(' ', error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(2)), "[0-9]+|/[^ ]+/", "…");

    private void Find(int number, Target target, string file, Mutation mutation, string what)
    {
        var kind = $"{target.Name}: {what}";
        _findings[kind] = _findings.GetValueOrDefault(kind) + 1;
        if (_findings[kind] > 3)
        {
            return;
        }

        Directory.CreateDirectory(keep);
        File.WriteAllBytes(Path.Combine(keep, $"{seed}-{number}-{Path.GetFileName(file)}"), mutation.Bytes);
        Console.WriteLine($"case {number} ({mutation.Kind}, {Path.GetFileName(file)}): {kind}");
    }
}
