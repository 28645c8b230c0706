namespace Gleaner.Policies;

/// <summary>
/// Decides for many open episodes at once, so that a decoder can batch them, an endpoint send them in parallel and a script
/// answer directly. What it answers for an episode must not depend on which others are in the batch. Not thread-safe.
/// </summary>
public interface IPolicySession : IDisposable
{
    /// <summary>One decision for each episode, in the same order.</summary>
    ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken);

    /// <summary>Says that the episode has ended, so that whatever is cached for it can go.</summary>
    void Release(OpenEpisode episode);
}
