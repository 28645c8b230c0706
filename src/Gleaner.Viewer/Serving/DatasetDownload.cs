using System.Globalization;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Serving;

/// <summary>
/// Writes the rollouts that a query holds for as training rows: each alone, or in pairs of one that won and one that lost from the same
/// state. A rollout whose observations cannot be made is left out and counted.
/// </summary>
internal sealed class DatasetDownload(ViewedRun run, RolloutQuery query, IRolloutRows rows, TimeProvider time)
{
    /// <summary>Rollouts of one task that are looked at; a query that holds for more of them names the rest of its words too loosely.</summary>
    public const int MostOfTask = 2_000;

    private readonly string _rules = run.Manifest().Display?.Rules ?? "";

    /// <summary>Rows written.</summary>
    public int Written { get; private set; }

    /// <summary>Rollouts left out because what they saw cannot be made again.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Each rollout as a row.</summary>
    public Task WriteExamplesAsync(Stream output, CancellationToken cancellationToken) => WriteAsync(
        output,
        async found =>
        {
            foreach (var row in found)
            {
                if (await PlayAsync(row, cancellationToken).ConfigureAwait(false) is { } played)
                {
                    await WriteRowAsync(output, rows.Example(played.Trajectory, played.PrefixLength, _rules), cancellationToken).ConfigureAwait(false);
                }
            }
        },
        cancellationToken);

    /// <summary>Pairs from one state: the first that won with the first that lost, the second with the second.</summary>
    public Task WritePairsAsync(Stream output, CancellationToken cancellationToken) => WriteAsync(
        output,
        async found =>
        {
            foreach (var state in found.Where(row => row.Kind != RolloutKind.Expert).GroupBy(row => (row.Trunk, row.Step)))
            {
                foreach (var (won, lost) in state.Where(row => row.IsWon).Zip(state.Where(row => !row.IsWon)))
                {
                    var (chosen, rejected) = (await PlayAsync(won, cancellationToken).ConfigureAwait(false), await PlayAsync(lost, cancellationToken).ConfigureAwait(false));
                    if (chosen is not null && rejected is not null && chosen.PrefixLength == rejected.PrefixLength
                        && chosen.PrefixLength < Math.Min(chosen.Trajectory.Length, rejected.Trajectory.Length))
                    {
                        await WriteRowAsync(output, rows.Pair(chosen.Trajectory, rejected.Trajectory, chosen.PrefixLength, _rules), cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        },
        cancellationToken);

    // Task by task: what is in memory is what one task has.
    private async Task WriteAsync(Stream output, Func<IReadOnlyList<RolloutRow>, Task> write, CancellationToken cancellationToken)
    {
        await run.Player.OpenAsync(cancellationToken).ConfigureAwait(false);
        var tasks = await run.Index.ReadAsync(index => index.Tasks().Keys.Order().ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var task in tasks)
        {
            var condition = string.Create(CultureInfo.InvariantCulture, $"r.task = {task} AND ({query.Condition})");
            var found = await run.Index.ReadAsync(index => index.Search(condition, query.Parameters, "r.n", 0, MostOfTask), cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
            {
                await write(found).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteRowAsync(Stream output, byte[] row, CancellationToken cancellationToken)
    {
        Written++;
        await output.WriteAsync(row, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PlayedRollout?> PlayAsync(RolloutRow row, CancellationToken cancellationToken)
    {
        var played = await run.Player.PlayAsync(row, time, cancellationToken).ConfigureAwait(false);
        if (played.Observations is ObservationSource.Recorded or ObservationSource.Replayed && played.Trajectory.Length > 0)
        {
            return played;
        }

        LeftOut++;
        return null;
    }
}
