namespace Gleaner.Students.Sampling;

/// <summary>What a session computes again although it knows it. Anything but <see cref="Shared"/> is for measuring what that saves.</summary>
internal enum PrefixReuse
{
    /// <summary>What sequences have in common is computed once.</summary>
    Shared,

    /// <summary>An episode's earlier turns are kept, nothing is shared between episodes.</summary>
    PerEpisode,

    /// <summary>Every decision starts from the whole text, as with a server that keeps nothing.</summary>
    None,
}
