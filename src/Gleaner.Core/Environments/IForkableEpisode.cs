namespace Gleaner.Environments;

/// <summary>An episode of which snapshots can be taken, for searches that need them.</summary>
public interface IForkableEpisode : IEpisode
{
    /// <summary>A snapshot: an independent episode in the same state.</summary>
    IForkableEpisode Fork();
}
