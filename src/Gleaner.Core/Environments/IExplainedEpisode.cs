namespace Gleaner.Environments;

/// <summary>
/// An episode that can say what its return is made of: the parts of a reward, the sub-goals that are reached. For people who look at
/// rollouts; no agent sees it, and no method reads it.
/// </summary>
public interface IExplainedEpisode : IEpisode
{
    /// <summary>What the return so far is made of, as lines of text; empty where there is nothing to say yet.</summary>
    /// <exception cref="EnvironmentFailedException">The environment failed; the episode can only be disposed.</exception>
    ValueTask<string> ExplainReturnAsync(CancellationToken cancellationToken);
}
