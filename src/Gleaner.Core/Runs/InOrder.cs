using System.Collections.Immutable;

namespace Gleaner.Runs;

/// <summary>Does the same with many items on several threads; the results keep the order of the items.</summary>
internal static class InOrder
{
    public static async Task<ImmutableArray<TResult>> MapAsync<T, TResult>(
        IReadOnlyList<T> items, int workers, Func<T, CancellationToken, ValueTask<TResult>> map, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers), CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0, items.Count, options, async (index, token) => results[index] = await map(items[index], token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return [.. results];
    }
}
