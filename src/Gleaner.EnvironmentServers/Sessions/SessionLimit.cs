namespace Gleaner.EnvironmentServers.Sessions;

/// <summary>Counts open sessions up to a limit. Thread-safe.</summary>
internal sealed class SessionLimit(int max)
{
    private int _open;

    public int Max => max;

    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= max)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>What whoever finds no place is told.</summary>
    public string FullMessage => $"All {max} sessions are open: close one, wait until an idle one is closed, or start the server with more (--sessions).";
}
