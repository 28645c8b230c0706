namespace Gleaner.ScienceWorld.Simulators;

/// <summary>
/// Simulators that are started when first needed, used again and again, replaced when they have failed, have grown or have
/// served long enough, and ended when nobody has needed them for a while. Each has one user at a time, because all that a simulator knows is global in its process. Thread-safe.
/// </summary>
public sealed class SimulatorPool : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ISimulatorFactory _factory;
    private readonly SimulatorOptions _options;
    private readonly SemaphoreSlim _free;
    private readonly Stack<PooledSimulator> _idle = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeProvider _clock;
    private readonly ITimer? _trimmer;
    private Task _trimming = Task.CompletedTask;
    private int _started;
    private bool _isDisposed;

    internal SimulatorPool(ISimulatorFactory factory, SimulatorOptions options, TimeProvider? clock = null)
    {
        _factory = factory;
        _options = options.Checked();
        _free = new SemaphoreSlim(options.Instances, options.Instances);
        _clock = clock ?? TimeProvider.System;
        _trimmer = options.IdleTimeout == Timeout.InfiniteTimeSpan ? null : _clock.CreateTimer(_ => Trim(), null, options.IdleTimeout, options.IdleTimeout);
    }

    /// <summary>How many simulators there are at most.</summary>
    public int Size => _options.Instances;

    /// <summary>How many have been started so far, replacements included.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Takes a simulator, starting one if none is idle; waits while all are in use.</summary>
    /// <exception cref="GleanerException">None became free in time, or none starts.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public async ValueTask<SimulatorLease> RentAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        if (!await _free.WaitAsync(_options.RentTimeout, stop.Token).ConfigureAwait(false))
        {
            throw new GleanerException(
                $"All {Size} simulators of ScienceWorld were in use for {_options.RentTimeout.TotalSeconds:0.#} s. Raise environment.instances, or open fewer episodes at once.");
        }

        try
        {
            var simulator = await TakeAsync(stop.Token).ConfigureAwait(false);
            simulator.Episodes++;
            return new SimulatorLease(this, simulator);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Ends all simulators that are idle, and each other one when it is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (_trimmer is not null)
        {
            await _trimmer.DisposeAsync().ConfigureAwait(false);
        }

        await _trimming.ConfigureAwait(false);
        while (Pop() is { } simulator)
        {
            await simulator.Instance.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal async ValueTask ReturnAsync(PooledSimulator simulator)
    {
        try
        {
            if (!IsWorthKeeping(simulator.Instance, simulator.Episodes) || !Push(simulator))
            {
                await simulator.Instance.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    private async ValueTask<PooledSimulator> TakeAsync(CancellationToken cancellationToken)
    {
        while (Pop() is { } idle)
        {
            if (idle.Instance.IsUsable)
            {
                return idle;
            }

            await idle.Instance.DisposeAsync().ConfigureAwait(false);
        }

        Interlocked.Increment(ref _started);
        return new PooledSimulator(await _factory.StartAsync(cancellationToken).ConfigureAwait(false));
    }

    private bool IsWorthKeeping(ISimulatorInstance instance, int episodes) =>
        instance.IsUsable
        && episodes < _options.EpisodesPerInstance
        && instance.ResidentBytes <= (_options.MemoryMegabytes + (long)_options.ExtraMemoryMegabytes) << 20;

    /// <summary>Ends those that have been idle for long.</summary>
    private void Trim()
    {
        List<PooledSimulator> expired;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            expired = [.. _idle.Where(simulator => _clock.GetElapsedTime(simulator.IdleSince) >= _options.IdleTimeout)];
            PooledSimulator[] kept = [.. _idle.Except(expired).Reverse()];
            _idle.Clear();
            foreach (var simulator in kept)
            {
                _idle.Push(simulator);
            }

            _trimming = EndAsync(_trimming);
        }

        async Task EndAsync(Task before)
        {
            // Not while the lock is held.
            await Task.Yield();
            await before.ConfigureAwait(false);
            foreach (var simulator in expired)
            {
                await simulator.Instance.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private PooledSimulator? Pop()
    {
        lock (_gate)
        {
            return _idle.TryPop(out var simulator) ? simulator : null;
        }
    }

    private bool Push(PooledSimulator simulator)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                simulator.IdleSince = _clock.GetTimestamp();
                _idle.Push(simulator);
            }

            return !_isDisposed;
        }
    }
}

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

/// <summary>A simulator of a pool.</summary>
internal sealed class PooledSimulator(ISimulatorInstance instance)
{
    public ISimulatorInstance Instance { get; } = instance;

    /// <summary>How often it has been handed out.</summary>
    public int Episodes { get; set; }

    /// <summary>When it was last given back, as the pool's clock counts.</summary>
    public long IdleSince { get; set; }
}
