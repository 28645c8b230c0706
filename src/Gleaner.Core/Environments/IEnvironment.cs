using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Environments;

/// <summary>A world of tasks. Thread-safe: many episodes are open at once.</summary>
public interface IEnvironment
{
    /// <summary>Short name, for example <c>webshop</c>.</summary>
    string Name { get; }

    /// <summary>A trajectory is positive iff its return reaches this (WebShop: 1).</summary>
    double SuccessThreshold { get; }

    /// <summary>What is reported of a trajectory beside success and return.</summary>
    IReadOnlyList<Measure> Measures => [];

    /// <summary>How many episodes may be open at once, at least 1. Whoever plays keeps to it; what is in process sets no limit.</summary>
    int MaxOpenEpisodes => int.MaxValue;

    /// <summary>
    /// The limit of turns that belongs to a task, at least 1. The lower of it and <see cref="Rollouts.RolloutOptions.MaxTurns"/> holds
    /// for every trajectory that is played, the trunk's prefix included, and ends it as <see cref="Trajectories.StopReason.TurnLimit"/>;
    /// episodes themselves do not count. Trajectories recorded elsewhere may be longer.
    /// </summary>
    int MaxTurns(TaskId task) => int.MaxValue;

    /// <summary>
    /// How long a reset or a step may take before its rollout is stopped as one whose environment timed out; null: as
    /// <see cref="Rollouts.RolloutOptions.TurnTime"/> says. <see cref="Timeout.InfiniteTimeSpan"/> where the environment has limits of its own.
    /// Only waiting can be cut short: code that never gives back its thread belongs on another one (<c>Task.Run</c>).
    /// </summary>
    TimeSpan? TurnTime => null;

    /// <summary>
    /// True if an observation is nothing but its text and playing actions again is slow or need not give the same (a simulator
    /// outside this process, a server). Rollouts are then recorded with their texts and read without the environment; else they
    /// are recorded by actions and hashes and made again by playing, which gives structured observations.
    /// </summary>
    bool RecordsTexts => false;

    /// <summary>
    /// Whether a text shows the same state as a recorded one although it is another text. For environments that do not repeat
    /// themselves to the letter; asked only where the texts differ, and a start state that is reached by it is counted apart.
    /// </summary>
    /// <param name="recorded">What was recorded.</param>
    /// <param name="seen">What is seen now.</param>
    bool ShowsSameState(string recorded, string seen) => false;

    /// <summary>Starts a task from its initial state s0.</summary>
    /// <exception cref="EnvironmentFailedException">This episode could not be started; another one may be.</exception>
    /// <exception cref="GleanerException">The environment has no such task, or cannot be started at all.</exception>
    ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken);
}
