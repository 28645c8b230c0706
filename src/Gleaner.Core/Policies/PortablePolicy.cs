namespace Gleaner.Policies;

/// <summary>A policy that another process can make as well, given the same experiment: it decides as the one that it was made from.</summary>
/// <param name="inner">The policy.</param>
/// <param name="origin">What it is made from.</param>
public sealed class PortablePolicy(IPolicy inner, PolicyOrigin origin) : IPolicy
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>What it is made from.</summary>
    public PolicyOrigin Origin => origin;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => inner.Open(decoding);
}

/// <summary>What a policy is made from, beside the experiment.</summary>
public abstract record PolicyOrigin;

/// <summary>A student's checkpoint.</summary>
/// <param name="Folder">The checkpoint's folder, absolute.</param>
/// <param name="Prompt">The words that the student is shown before a task; null for none.</param>
public sealed record CheckpointOrigin(string Folder, string? Prompt) : PolicyOrigin;

/// <summary>An expert of the experiment that is a script: its section of the configuration says all about it.</summary>
/// <param name="Name">The expert's name.</param>
public sealed record ExpertOrigin(string Name) : PolicyOrigin;
