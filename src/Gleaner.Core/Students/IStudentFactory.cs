using Gleaner.Randomness;

namespace Gleaner.Students;

/// <summary>Makes the students of an experiment.</summary>
public interface IStudentFactory
{
    /// <summary>Hash of what the students are made from and no configuration tells, such as a pretrained model; null for nothing.</summary>
    string? DataHash { get; }

    /// <summary>A student to load checkpoints into; what it knows itself does not matter.</summary>
    IStudent Create(Seed seed);

    /// <summary>The student that all methods of a seed start from.</summary>
    /// <param name="seed">Seed of the parameters and of what they are trained on.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The student and what its pre-training came to.</returns>
    Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken);
}
