using System.Runtime.ExceptionServices;

namespace Gleaner.Decoder.Training;

/// <summary>
/// A fixed set of threads that share out numbered pieces of work; the caller is one of them. Nothing is allocated for a run.
/// Which thread takes which piece is left to chance, so pieces must not depend on it.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _done = new(1);
    private Action<int, int> _work = (_, _) => { };
    private int _count;
    private int _next;
    private Exception? _failure;
    private bool _stopping;

    public WorkerTeam(int size)
    {
        Size = size;
        _helpers = new Thread[size - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"decoder trainer {worker}" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Calls <paramref name="piece"/>(worker, index) for every index below <paramref name="pieces"/> and waits for all.</summary>
    public void Run(int pieces, Action<int, int> piece)
    {
        _work = piece;
        _count = pieces;
        _next = 0;
        _failure = null;
        if (_helpers.Length > 0)
        {
            _done.Reset(_helpers.Length);
            _start.Release(_helpers.Length);
        }

        TakePieces(0);
        if (_helpers.Length > 0)
        {
            _done.Wait();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _start.Release(Math.Max(1, _helpers.Length));
        foreach (var helper in _helpers)
        {
            helper.Join();
        }

        _start.Dispose();
        _done.Dispose();
    }

    private void Help(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stopping)
            {
                return;
            }

            TakePieces(worker);
            _done.Signal();
        }
    }

    private void TakePieces(int worker)
    {
        try
        {
            for (var index = Interlocked.Increment(ref _next) - 1; index < _count; index = Interlocked.Increment(ref _next) - 1)
            {
                _work(worker, index);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
