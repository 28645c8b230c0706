using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Gleaner.IO.Processes;

namespace Gleaner.Trainers.Kinds;

/// <summary>A GPU of this machine.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">What it is.</param>
/// <param name="Total">Bytes of memory.</param>
/// <param name="Used">Those of them that somebody holds.</param>
internal sealed record Gpu(int Index, string Name, long Total, long Used);

/// <summary>Which GPUs there are, by NVIDIA's own program.</summary>
/// <param name="launcher">Starts it.</param>
/// <param name="clock">The clock of its time limit: a driver that is stuck does not answer.</param>
internal sealed class NvidiaSmi(IProcessLauncher launcher, TimeProvider clock)
{
    private const long Mebibyte = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Asks.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The GPUs; none with what was wrong.</returns>
    public async Task<(ImmutableArray<Gpu> Gpus, string Problem)> AskAsync(string program, CancellationToken cancellationToken)
    {
        var lines = new LineQueue();
        ProcessResult result;
        try
        {
            result = await new SupervisedProcess(launcher, clock).RunAsync(
                ProgramCall.Of([program, "--query-gpu=index,name,memory.total,memory.used", "--format=csv,noheader,nounits"]), Patience, Grace, lines, cancellationToken).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            return ([], exception.Message);
        }

        ImmutableArray<Gpu> gpus = result is { TimedOut: false, ExitCode: 0 } ? [.. lines.Select(Parse).OfType<Gpu>().OrderBy(gpu => gpu.Index)] : [];
        return (gpus, result.TimedOut ? string.Create(CultureInfo.InvariantCulture, $"it did not answer within {Patience.TotalSeconds:0} s")
            : result.LastLines is { Length: > 0 } said ? said.Split('\n')[^1]
            : string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {result.ExitCode}"));
    }

    // Memory that a GPU shares with the processor is told as [N/A]: there is nothing to compare with.
    private static Gpu? Parse(string line) =>
        line.Split(',', StringSplitOptions.TrimEntries) is [var index, .. var name, var total, var used]
        && int.TryParse(index, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(total, CultureInfo.InvariantCulture, out var all)
        && long.TryParse(used, CultureInfo.InvariantCulture, out var taken)
            ? new Gpu(number, string.Join(", ", name), all * Mebibyte, taken * Mebibyte)
            : null;

    private sealed class LineQueue : ConcurrentQueue<string>, IProgress<string>
    {
        public void Report(string value) => Enqueue(value);
    }
}
