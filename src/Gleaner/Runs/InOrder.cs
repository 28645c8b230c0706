using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Gleaner.Runs;

/// <summary>Does the same with many items on several threads; the results keep the order of the items.</summary>
internal static class InOrder
{
    public static ImmutableArray<TResult> Map<T, TResult>(
        IReadOnlyList<T> items, int workers, Func<T, TResult> map, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, workers), CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, items.Count, options, index => results[index] = map(items[index]));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return [.. results];
    }
}
