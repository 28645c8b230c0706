using Gleaner.Environments;
using Gleaner.Tasks;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>Tasks that are done by calling tools, as an environment: an action is a call, an observation what it returned.</summary>
/// <param name="name">Its name.</param>
/// <param name="tasks">The tasks there are.</param>
/// <param name="reset">Begins an attempt; called from several threads.</param>
public sealed class ToolEnvironment(string name, IReadOnlyList<TaskId> tasks, Func<TaskId, IToolTask> reset) : IEnvironment
{
    private readonly HashSet<TaskId> _known = [.. tasks];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public double SuccessThreshold => 1;

    /// <inheritdoc/>
    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => _known.Contains(task)
        ? new(new ToolEpisode(task, reset(task)))
        : throw new GleanerException($"{name} has no task {task}.");

    /// <summary>The tools of a task, for whoever has to be told of them.</summary>
    internal IReadOnlyList<AIFunction> ToolsOf(TaskId task) => reset(task).Tools;
}
