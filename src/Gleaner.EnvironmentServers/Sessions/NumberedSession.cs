using Gleaner.WebShop.Sessions;

namespace Gleaner.EnvironmentServers.Sessions;

/// <summary>A session that a client names by its number. Its lock is held while it is used, so requests to one session follow each other.</summary>
internal sealed class NumberedSession(int number, WebShopEpisode episode, int draws)
{
    public int Number => number;

    /// <summary>Held while anything below is read or changed.</summary>
    public Lock Lock { get; } = new();

    public WebShopEpisode Episode { get; set; } = episode;

    /// <summary>Resets so far that named no goal.</summary>
    public int Draws { get; set; } = draws;

    /// <summary>When it was last used, as the clock's time stamp.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether it is closed: a request that waited for the lock may find it so.</summary>
    public bool IsClosed { get; set; }
}
