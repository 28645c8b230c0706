using Gleaner.Tasks;

namespace Gleaner.Environments;

/// <summary>One task being played. Not thread-safe; forks are independent of each other.</summary>
public interface IEpisode
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
    StepResult Step(string action);

    /// <summary>A snapshot: an independent episode in the same state.</summary>
    IEpisode Fork();
}
