using System.Collections.Concurrent;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>Tasks that are done by calling tools, as an environment: an action is a call, an observation what it returned.</summary>
/// <param name="name">Its name.</param>
/// <param name="tasks">The tasks there are.</param>
/// <param name="reset">Begins an attempt; called from several threads.</param>
public sealed class ToolEnvironment(string name, IReadOnlyList<TaskId> tasks, Func<TaskId, IToolTask> reset) : IEnvironment
{
    private readonly HashSet<TaskId> _known = [.. tasks];

    // How tools are called is the same in every attempt; who must know them asks in the middle of one, where another reset could fail for nothing.
    private readonly ConcurrentDictionary<TaskId, IReadOnlyList<AITool>> _declared = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public double SuccessThreshold => 1;

    /// <summary>How long a reset or a tool may take; then its rollout alone is stopped as one whose environment failed. Default 60 s.</summary>
    public TimeSpan TurnLimit { get; init; } = TimeSpan.FromSeconds(60);

    // That is the limit, and it also holds for code that never returns.
    TimeSpan? IEnvironment.TurnTime => Timeout.InfiniteTimeSpan;

    /// <summary>The clock of <see cref="TurnLimit"/>. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFailedException">The reset failed or did not end in time.</exception>
    public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        var limit = new TurnLimit(TurnLimit, Clock);
        var (attempt, (instruction, state)) = await BeginAsync(
            task, limit, attempt => (attempt.Instruction ?? throw new InvalidOperationException("it has no instruction."), ToolState.Of(attempt)), cancellationToken).ConfigureAwait(false);
        Declare(task, state.Tools);
        return new ToolEpisode(task, attempt, instruction, state, limit);
    }

    /// <summary>How the tools of a task are called, for whoever has to know; a task that was never begun is reset for it.</summary>
    internal async ValueTask<IReadOnlyList<AITool>> ToolsOfAsync(TaskId task, CancellationToken cancellationToken) =>
        _declared.TryGetValue(task, out var known)
            ? known
            : Declare(task, (await BeginAsync(task, new TurnLimit(TurnLimit, Clock), attempt => attempt.Tools, cancellationToken).ConfigureAwait(false)).Seen);

    private IReadOnlyList<AITool> Declare(TaskId task, IReadOnlyList<AIFunction> functions) => _declared.GetOrAdd(task, _ => [.. functions.Select(function => function.AsDeclarationOnly())]);

    private async ValueTask<(IToolTask Attempt, T Seen)> BeginAsync<T>(TaskId task, TurnLimit limit, Func<IToolTask, T> see, CancellationToken cancellationToken)
    {
        if (!_known.Contains(task))
        {
            throw new GleanerException($"{name} has no task {task}.");
        }

        try
        {
            return await limit.RunAsync(
                _ =>
                {
                    var attempt = reset(task);
                    return new ValueTask<(IToolTask, T)>((attempt, see(attempt)));
                },
                $"The reset of {task}",
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not GleanerException)
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentError, $"The reset of {task} failed: {exception.Message}", exception);
        }
    }
}

/// <summary>
/// One attempt at a task that an agent does by calling tools. A new object is a reset: it must start in the same state and
/// answer the same calls in the same way, because experts' states are reached again by calling the same tools.
/// </summary>
public interface IToolTask
{
    /// <summary>What the agent is asked to do, and what it sees at the start.</summary>
    string Instruction { get; }

    /// <summary>
    /// The tools, bound to this attempt; what a tool returns is what the agent sees next. An <see cref="ArgumentException"/> tells the agent that
    /// its arguments were wrong; any other exception is a failure of the environment, and its rollout is never learnt from.
    /// </summary>
    IReadOnlyList<AIFunction> Tools { get; }

    /// <summary>Whether the attempt is over.</summary>
    bool IsDone { get; }

    /// <summary>The return so far, in 0..1; 1 is a success.</summary>
    double Score { get; }
}
