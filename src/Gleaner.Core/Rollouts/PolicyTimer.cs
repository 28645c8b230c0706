using Gleaner.Policies;

namespace Gleaner.Rollouts;

/// <summary>
/// A policy's session as a worker uses it. Where a decision may take only some time, one that takes longer is given up, and the session with
/// it: it may not be asked again before it has answered.
/// </summary>
internal sealed class PolicyTimer(IPolicy policy, RolloutOptions options) : IDisposable
{
    private IPolicySession _session = policy.Open(options.Decoding);
    private bool _wasGivenUp;

    /// <summary>A decision for each episode; of an episode whose decision took too long the policy gives up.</summary>
    public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
        options.DecisionTime is { } time ? ActAsync(episodes, time, cancellationToken) : _session.ActAsync(episodes, cancellationToken);

    /// <summary>Says that an episode has ended.</summary>
    public void Release(OpenEpisode episode)
    {
        if (!_wasGivenUp)
        {
            _session.Release(episode);
        }
    }

    public void Dispose() => _session.Dispose();

    private async ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, TimeSpan time, CancellationToken cancellationToken)
    {
        _wasGivenUp = false;
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = _session;
        var work = asked.ActAsync(episodes, ending.Token).AsTask();
        if (await TurnTimer.EndsAsync(work, time, options.Clock).ConfigureAwait(false))
        {
            ending.Dispose();
            return await work.ConfigureAwait(false);
        }

        GiveUp(asked, work, ending, episodes);
        return [.. episodes.Select(_ => new Decision(null))];
    }

    private void GiveUp(IPolicySession asked, Task work, CancellationTokenSource ending, IReadOnlyList<OpenEpisode> episodes)
    {
        _session = policy.Open(options.Decoding);
        _wasGivenUp = true;
        _ = TurnTimer.AbandonAsync(work, ending, () =>
        {
            foreach (var episode in episodes)
            {
                asked.Release(episode);
            }

            asked.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
