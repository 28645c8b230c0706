using Gleaner.Policies;
using Gleaner.Selection;

namespace Gleaner.Students;

/// <summary>
/// The small model that is being tuned: a policy that learns from weighted trajectories. Learning and acting do not overlap.
/// </summary>
public interface IStudent : IPolicy
{
    /// <summary>Reinforcement fine-tuning: continues from the current parameters on the weighted examples.</summary>
    /// <param name="examples">Trajectories with a weight per turn.</param>
    /// <param name="plan">How long and how fast.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops learning; the parameters are then unspecified, load a checkpoint.</param>
    /// <exception cref="GleanerException">There is nothing to learn from: no example, or no token with a weight.</exception>
    Task<LearningSummary> LearnAsync(
        IReadOnlyList<WeightedTrajectory> examples, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken);

    /// <summary>Saves a checkpoint into a folder, atomically.</summary>
    void Save(string folder);

    /// <summary>A new student with the parameters of a checkpoint of the same kind of student.</summary>
    /// <exception cref="GleanerException">The folder holds no checkpoint that fits.</exception>
    IStudent Load(string folder);
}
