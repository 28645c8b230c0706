using System.Runtime.ExceptionServices;

namespace Gleaner.Decoder.Training;

/// <summary>
/// A fixed set of threads that share out numbered pieces of work; the caller is one of them. Nothing is allocated for a run.
/// Which thread takes which piece is left to chance, so pieces must not depend on it.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] helpers;
    private readonly SemaphoreSlim start = new(0);
    private readonly CountdownEvent done = new(1);
    private Action<int, int> work = (_, _) => { };
    private int count;
    private int next;
    private Exception? failure;
    private bool stopping;

    public WorkerTeam(int size)
    {
        Size = size;
        helpers = new Thread[size - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            int worker = i + 1;
            helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"decoder trainer {worker}" };
            helpers[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Calls <paramref name="piece"/>(worker, index) for every index below <paramref name="pieces"/> and waits for all.</summary>
    public void Run(int pieces, Action<int, int> piece)
    {
        work = piece;
        count = pieces;
        next = 0;
        failure = null;
        if (helpers.Length > 0)
        {
            done.Reset(helpers.Length);
            start.Release(helpers.Length);
        }

        TakePieces(0);
        if (helpers.Length > 0)
        {
            done.Wait();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        stopping = true;
        start.Release(Math.Max(1, helpers.Length));
        foreach (Thread helper in helpers)
        {
            helper.Join();
        }

        start.Dispose();
        done.Dispose();
    }

    private void Help(int worker)
    {
        while (true)
        {
            start.Wait();
            if (stopping)
            {
                return;
            }

            TakePieces(worker);
            done.Signal();
        }
    }

    private void TakePieces(int worker)
    {
        try
        {
            for (int index = Interlocked.Increment(ref next) - 1; index < count; index = Interlocked.Increment(ref next) - 1)
            {
                work(worker, index);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }
}
