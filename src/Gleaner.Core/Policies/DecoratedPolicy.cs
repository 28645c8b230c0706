using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Policies;

/// <summary>
/// Shows a policy something else than was seen, for example a hint in front of the task. Only what the policy is asked changes: what
/// is recorded and compared in replays are the environment's own observations.
/// </summary>
/// <param name="inner">The policy.</param>
/// <param name="show">
/// What the policy is shown of what was seen. It must depend on nothing else, and keep the type of an observation that is more than
/// its text if the policy looks at that.
/// </param>
public sealed class DecoratedPolicy(IPolicy inner, Func<SeenState, Observation> show) : IPolicy
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new Session(inner.Open(decoding), show);

    private sealed class Session(IPolicySession inner, Func<SeenState, Observation> show) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            inner.ActAsync([.. episodes.Select(Shown)], cancellationToken);

        public void Release(OpenEpisode episode)
        {
            if (episode.SessionState is OpenEpisode shown)
            {
                inner.Release(shown);
            }
        }

        public void Dispose() => inner.Dispose();

        // The inner session keeps what it caches with an episode of its own, which lives as long as the real one.
        private OpenEpisode Shown(OpenEpisode episode)
        {
            if (episode.SessionState is not OpenEpisode shown)
            {
                episode.SessionState = shown = new OpenEpisode(episode.Task, Show(episode, 0), episode.Random);
            }

            while (shown.Turns.Count < episode.Turns.Count)
            {
                var turn = episode.Turns[shown.Turns.Count];
                shown.Add(turn with { Observation = shown.Observation }, Show(episode, shown.Turns.Count + 1));
            }

            return shown;
        }

        private Observation Show(OpenEpisode episode, int step) => show(new SeenState(
            episode.Task, step, step < episode.Turns.Count ? episode.Turns[step].Observation : episode.Observation));
    }
}

/// <summary>What was seen in a state.</summary>
/// <param name="Task">The task.</param>
/// <param name="Step">The number of actions before it; 0 for s0, where environments tell the task.</param>
/// <param name="Observation">The environment's observation.</param>
public readonly record struct SeenState(TaskId Task, int Step, Observation Observation);
