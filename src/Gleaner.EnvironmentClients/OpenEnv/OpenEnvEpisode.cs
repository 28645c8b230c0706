using Gleaner.Environments;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>A task being played in a session of its own.</summary>
internal sealed class OpenEnvEpisode(TaskId task, OpenEnvOptions options, OpenEnvForms forms, OpenEnvConnection socket, OpenEnvStep start) : IEpisode
{
    private bool _isDisposed;

    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(forms.Observation.Read(start.Observation));

    public bool IsDone { get; private set; } = start.IsDone;

    public double Return { get; private set; }

    /// <summary>
    /// Performs an action. A text that is no action of this server (not the JSON it takes, or refused by its schema) changes
    /// nothing and earns nothing.
    /// </summary>
    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsDone)
        {
            throw new InvalidOperationException($"{task} has ended; there is no step after its end.");
        }

        if (forms.Action.Encode(action) is not { } fields)
        {
            return NotPossible();
        }

        var answer = await socket.AskAsync("step", fields, options.StepTimeout, cancellationToken).ConfigureAwait(false);
        if (answer.ErrorCode == OpenEnvAnswer.ValidationError)
        {
            return NotPossible();
        }

        var step = OpenEnvStep.Read(answer.RequireData());
        var before = Return;
        Observation = new Observation(forms.Observation.Read(step.Observation));
        Return = options.Return == ReturnRule.Sum ? before + step.Reward : step.Reward;
        IsDone = step.IsDone;
        return new StepResult(Observation, Return - before, IsDone, WasPossible: true);
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        return socket.DisposeAsync();
    }

    private StepResult NotPossible() => new(Observation, 0, IsDone, WasPossible: false);
}
