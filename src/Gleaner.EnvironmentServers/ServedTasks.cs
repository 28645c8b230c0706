using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentServers;

/// <summary>Any environment with a list of its tasks: numbers are places in the list, un-numbered resets walk through it.</summary>
public sealed class ServedTasks : IServedEnvironment
{
    private readonly IEnvironment _environment;
    private readonly ImmutableArray<TaskId> _tasks;
    private readonly FrozenDictionary<TaskId, int> _numbers;

    /// <param name="environment">Plays the tasks.</param>
    /// <param name="tasks">The tasks offered, all different, at least one.</param>
    /// <param name="description">What the environment is, in a sentence.</param>
    public ServedTasks(IEnvironment environment, ImmutableArray<TaskId> tasks, string description)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfZero(tasks.Length);
        _environment = environment;
        _tasks = tasks;
        _numbers = Enumerable.Range(0, tasks.Length).ToFrozenDictionary(i => tasks[i]);
        Description = description;
    }

    /// <inheritdoc/>
    public string Name => _environment.Name;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int TaskCount => _tasks.Length;

    /// <inheritdoc/>
    public IReadOnlyList<ServedField> ObservationFields => [];

    /// <inheritdoc/>
    public int NumberOf(TaskId task) => _numbers.GetValueOrDefault(task, -1);

    /// <inheritdoc/>
    public ValueTask<IEpisode> StartAsync(int number, CancellationToken cancellationToken) => _environment.ResetAsync(_tasks[number], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IEpisode> StartDrawnAsync(int draw, CancellationToken cancellationToken) => StartAsync(draw % _tasks.Length, cancellationToken);

    /// <inheritdoc/>
    public void WriteObservationFields(Utf8JsonWriter json, IEpisode episode)
    {
    }
}
