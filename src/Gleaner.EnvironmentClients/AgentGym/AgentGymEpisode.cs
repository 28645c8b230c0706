using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>A task being played in a session, which goes back to the pool at the end.</summary>
internal sealed class AgentGymEpisode(TaskId task, SessionPool pool, AgentGymSession session, string start) : IEpisode
{
    private bool _isDisposed;

    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(start);

    public bool IsDone { get; private set; }

    public double Return { get; private set; }

    /// <summary>
    /// Performs an action. The reward is the change of the return. The protocol does not say whether an action was understood,
    /// so every action counts as possible.
    /// </summary>
    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsDone)
        {
            throw new InvalidOperationException($"{task} has ended; no step can follow.");
        }

        var step = await session.StepAsync(action, cancellationToken).ConfigureAwait(false);
        var reward = step.Return - Return;
        (Observation, IsDone, Return) = (new Observation(step.Observation), step.IsDone, step.Return);
        return new StepResult(Observation, reward, IsDone, WasPossible: true);
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        return pool.ReturnAsync(session);
    }
}
