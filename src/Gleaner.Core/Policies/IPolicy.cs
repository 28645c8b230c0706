namespace Gleaner.Policies;

/// <summary>Chooses actions. Thread-safe: each worker opens a session of its own.</summary>
public interface IPolicy
{
    /// <summary>The name under which its trajectories are kept.</summary>
    string Name { get; }

    /// <summary>Opens a session for some episodes at a time.</summary>
    /// <param name="decoding">How actions are drawn.</param>
    IPolicySession Open(Decoding decoding);
}
