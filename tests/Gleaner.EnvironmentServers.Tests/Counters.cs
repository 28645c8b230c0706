using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentServers.Tests;

/// <summary>Counts the actions of an episode, which has ended after four, and its open episodes. The action <c>die</c> fails.</summary>
internal sealed class Counters : IEnvironment
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public string Name => "counters";

    public double SuccessThreshold => 1;

    /// <summary>Served with so many tasks: <c>count/0</c>, <c>count/1</c> and so on.</summary>
    public ServedTasks Served(int tasks = 100) => new(this, [.. Enumerable.Range(0, tasks).Select(i => new TaskId($"count/{i}"))], "Counts.");

    public AgentGymDialect Dialect(int tasks = 100) => new(Served(tasks));

    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        return new(new Counter(this, task));
    }

    private sealed class Counter(Counters environment, TaskId task) : IEpisode
    {
        private int _count;

        public TaskId Task => task;

        public Observation Observation => new($"{task}: {_count}");

        public bool IsDone => _count >= 4;

        public double Return => _count / 4.0;

        public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
        {
            await System.Threading.Tasks.Task.Yield();
            if (action == "die")
            {
                throw new EnvironmentFailedException(StopReason.EnvironmentDied, "The counter died.");
            }

            _count++;
            return new StepResult(Observation, 0.25, IsDone, WasPossible: true);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref environment._open);
            return ValueTask.CompletedTask;
        }
    }
}
