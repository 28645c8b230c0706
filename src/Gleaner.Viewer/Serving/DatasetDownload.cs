using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Serving;

/// <summary>
/// Writes all rollouts that a query holds for as training rows: each alone, or in pairs of one that won and one that lost from the same
/// state. Which ones is settled at the beginning, by their ids; what they saw and did is read one row at a time. What no row can be made of
/// is left out and counted.
/// </summary>
internal sealed class DatasetDownload(ViewedRun run, RolloutQuery query, IRolloutRows rows, TimeProvider time)
{
    private readonly string _rules = run.Manifest().Display?.Rules ?? "";

    /// <summary>Rows written.</summary>
    public int Written { get; private set; }

    /// <summary>Rollouts left out because what they saw cannot be made again, or because they did nothing.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Of pairs: students' rollouts that another one was missing for.</summary>
    public int Unpaired { get; private set; }

    /// <summary>Each rollout as a row.</summary>
    public async Task WriteExamplesAsync(Stream output, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = await run.Index.ReadAsync(index => index.Ids(query.Condition, query.Parameters, "r.task, r.n"), cancellationToken).ConfigureAwait(false);
        foreach (var id in found)
        {
            if (await PlayAsync(id, cancellationToken).ConfigureAwait(false) is { } played)
            {
                await WriteRowAsync(output, rows.Example(played.Trajectory, played.PrefixLength, _rules), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                LeftOut++;
            }
        }
    }

    /// <summary>Pairs from one state: the first that won with the first that lost, the second with the second.</summary>
    public async Task WritePairsAsync(Stream output, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var (pairs, unpaired) = await run.Index.ReadAsync(index => index.Pairs(query.Condition, query.Parameters), cancellationToken).ConfigureAwait(false);
        Unpaired = unpaired;
        foreach (var (won, lost) in pairs)
        {
            var (chosen, rejected) = (await PlayAsync(won, cancellationToken).ConfigureAwait(false), await PlayAsync(lost, cancellationToken).ConfigureAwait(false));
            if (chosen is not null && rejected is not null && chosen.PrefixLength == rejected.PrefixLength
                && chosen.PrefixLength < Math.Min(chosen.Trajectory.Length, rejected.Trajectory.Length))
            {
                await WriteRowAsync(output, rows.Pair(chosen.Trajectory, rejected.Trajectory, chosen.PrefixLength, _rules), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                LeftOut += 2;
            }
        }
    }

    // All that the run has written by now: a download that began before the index was built would miss what pages do not know of yet.
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await run.Player.OpenAsync(cancellationToken).ConfigureAwait(false);
        await run.RefreshAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteRowAsync(Stream output, byte[] row, CancellationToken cancellationToken)
    {
        Written++;
        await output.WriteAsync(row, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PlayedRollout?> PlayAsync(RolloutId id, CancellationToken cancellationToken)
    {
        if (await run.Index.ReadAsync(index => index.Rollout(id), cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var played = await run.Player.PlayAsync(row, time, cancellationToken).ConfigureAwait(false);
        return played.Observations is ObservationSource.Recorded or ObservationSource.Replayed && played.Trajectory.Length > 0 ? played : null;
    }
}
