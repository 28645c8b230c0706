using System.Collections.Concurrent;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Toy;

/// <summary>The corridor behind something slow that fails: it answers later, on other threads, and now and then not at all.</summary>
/// <param name="fails">Whether an action fails, by the task and the number of steps before; -1 asks about the reset.</param>
internal sealed class FailingEnvironment(Func<TaskId, int, StopReason?> fails) : IEnvironment
{
    private readonly KeyDoorEnvironment _inner = new();
    private int _open;
    private int _mostOpen;

    public string Name => "failing";

    public double SuccessThreshold => 1;

    public int MaxOpenEpisodes { get; init; } = int.MaxValue;

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    public bool RecordsTexts => true;

    public int Open => _open;

    public int MostOpen => _mostOpen;

    public ConcurrentBag<TaskId> Resets { get; } = [];

    public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Resets.Add(task);
        Fail(task, -1);
        var inner = await _inner.ResetAsync(task, cancellationToken);
        var open = Interlocked.Increment(ref _open);
        for (var most = _mostOpen; open > most; most = Interlocked.CompareExchange(ref _mostOpen, open, most))
        {
        }

        return new Episode(this, inner);
    }

    private void Fail(TaskId task, int steps)
    {
        if (fails(task, steps) is { } reason)
        {
            throw new EnvironmentFailedException(reason, $"{task} failed after {steps} steps.");
        }
    }

    private sealed class Episode(FailingEnvironment owner, IEpisode inner) : IEpisode
    {
        private int _steps;
        private bool _isDisposed;

        public TaskId Task => inner.Task;

        // Text only, as what comes from a server.
        public Observation Observation => new(inner.Observation.Text);

        public bool IsDone => inner.IsDone;

        public double Return => inner.Return;

        public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
        {
            await System.Threading.Tasks.Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            owner.Fail(Task, _steps++);
            var result = await inner.StepAsync(action, cancellationToken);
            return result with { Observation = Observation };
        }

        public ValueTask DisposeAsync()
        {
            _isDisposed.ShouldBeFalse("An episode is disposed once.");
            _isDisposed = true;
            Interlocked.Decrement(ref owner._open);
            return ValueTask.CompletedTask;
        }
    }
}
