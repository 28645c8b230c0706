using Gleaner.Environments;

namespace Gleaner.Rollouts;

/// <summary>
/// Ends a run whose environment does nothing but fail: a server that has gone away must not turn all that is left of a run into
/// failed rollouts. Thread-safe.
/// </summary>
internal sealed class FailureLimit(int most)
{
    private int _inARow;

    /// <summary>Counts an answer of the environment.</summary>
    /// <param name="failure">Null if it did what it was asked.</param>
    /// <exception cref="GleanerException">It has failed too often in a row.</exception>
    public void Count(EnvironmentFailedException? failure)
    {
        if (failure is null)
        {
            Volatile.Write(ref _inARow, 0);
        }
        else if (Interlocked.Increment(ref _inARow) >= most)
        {
            throw new GleanerException(
                $"The environment failed {most} times in a row; the last time: {failure.Message} Finished work is kept: fix the environment, then resume the run.",
                failure);
        }
    }
}
