using Gleaner.Tasks;

namespace Gleaner.Environments;

/// <summary>A world of tasks. Thread-safe: many episodes are open at once.</summary>
public interface IEnvironment
{
    /// <summary>Short name, for example <c>webshop</c>.</summary>
    string Name { get; }

    /// <summary>A trajectory is positive iff its return reaches this (WebShop: 1).</summary>
    double SuccessThreshold { get; }

    /// <summary>Starts a task from its initial state s0.</summary>
    /// <exception cref="GleanerException">The environment has no such task.</exception>
    IEpisode Reset(TaskId task);
}
