namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>How the return of an episode comes from the rewards of its steps.</summary>
public enum ReturnRule
{
    /// <summary>Their sum: each reward is for its own step. The default.</summary>
    Sum,

    /// <summary>The last one: the server's reward is the score so far.</summary>
    Last,
}
