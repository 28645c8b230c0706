namespace Gleaner.Students;

/// <summary>What surrounds a student while it learns. None of it changes what is learnt.</summary>
public sealed record LearningContext
{
    /// <summary>Told about every step. Default: nobody.</summary>
    public IProgress<LearningProgress>? Progress { get; init; }

    /// <summary>
    /// A folder of this learning alone, in which the unfinished training is kept from time to time; a learning that finds its own
    /// there is continued. Default: nothing is kept.
    /// </summary>
    public string? WorkFolder { get; init; }

    /// <summary>The least time between two savings of an unfinished training. Default: a minute.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measures that time. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
