namespace Gleaner.ScienceWorld.Simulators;

/// <summary>A simulator for as long as it is needed; disposing gives it back. Its user alone talks to it meanwhile.</summary>
public sealed class SimulatorLease : IAsyncDisposable
{
    private readonly SimulatorPool _pool;
    private PooledSimulator? _rented;

    internal SimulatorLease(SimulatorPool pool, PooledSimulator rented)
    {
        _pool = pool;
        _rented = rented;
    }

    /// <summary>The simulator; some world of an earlier user is loaded.</summary>
    /// <exception cref="ObjectDisposedException">It has been given back.</exception>
    public IScienceWorldSimulator Simulator => Rented.Instance;

    /// <summary>Whether it has been used before, so that it may have ended unnoticed since.</summary>
    internal bool WasUsedBefore => Rented.Episodes > 1;

    private PooledSimulator Rented => _rented ?? throw new ObjectDisposedException(nameof(SimulatorLease));

    /// <summary>Gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            await _pool.ReturnAsync(rented).ConfigureAwait(false);
        }
    }
}
