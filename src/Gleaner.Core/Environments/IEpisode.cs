using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Environments;

/// <summary>One task being played; disposing it gives back what it holds, such as a simulator or a session. Not thread-safe.</summary>
public interface IEpisode : IAsyncDisposable
{
    /// <summary>The task that is played.</summary>
    TaskId Task { get; }

    /// <summary>What the agent sees now.</summary>
    Observation Observation { get; }

    /// <summary>Whether the task has ended.</summary>
    bool IsDone { get; }

    /// <summary>The return so far; in 0..1 for WebShop.</summary>
    double Return { get; }

    /// <summary>Performs an action and moves to the next state.</summary>
    /// <exception cref="EnvironmentFailedException">The environment failed; the episode can only be disposed.</exception>
    ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken);

    /// <summary>An episode in process holds nothing.</summary>
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
