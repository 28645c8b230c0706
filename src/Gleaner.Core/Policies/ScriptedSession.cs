namespace Gleaner.Policies;

/// <summary>The session of a script: it answers for each episode by itself, at once, and keeps nothing.</summary>
/// <param name="act">The action in an episode's present state; null if the script has none to offer.</param>
public sealed class ScriptedSession(Func<OpenEpisode, string?> act) : IPolicySession
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Decision>>([.. episodes.Select(episode => new Decision(act(episode)))]);

    /// <inheritdoc/>
    public void Release(OpenEpisode episode)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
