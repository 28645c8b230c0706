using Gleaner.Policies;
using Gleaner.Selection;

namespace Gleaner.Students;

/// <summary>
/// The small model that is being tuned: a policy that learns from weighted trajectories. Learning and acting do not overlap.
/// </summary>
public interface IStudent : IPolicy
{
    /// <summary>Reinforcement fine-tuning: continues from the current parameters on weighted examples, preference pairs and samples with advantages.</summary>
    /// <param name="set">What is learnt from; the reference of its pairs and samples is the student as it is now.</param>
    /// <param name="plan">How long and how fast.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops learning; the parameters are then unspecified, load a checkpoint.</param>
    /// <exception cref="GleanerException">
    /// There is nothing to learn from: no example, pair or sample, or no token with a weight; or the student cannot learn from what is there.
    /// </exception>
    Task<LearningSummary> LearnAsync(
        LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken);

    /// <summary>Saves a checkpoint into a folder, atomically.</summary>
    void Save(string folder);

    /// <summary>A new student with the parameters of a checkpoint of the same kind of student.</summary>
    /// <exception cref="GleanerException">The folder holds no checkpoint that fits.</exception>
    IStudent Load(string folder);
}

/// <summary>What can be said of students in fewer words.</summary>
public static class StudentExtensions
{
    /// <summary>Learns from examples alone, see <see cref="IStudent.LearnAsync"/>.</summary>
    public static Task<LearningSummary> LearnAsync(
        this IStudent student, IReadOnlyList<WeightedTrajectory> examples, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken) =>
        student.LearnAsync(LearningSet.Of(examples), plan, context, cancellationToken);

    /// <summary>Refuses pairs and samples, for students whose trainer knows supervised fine-tuning alone.</summary>
    /// <exception cref="GleanerException">There are pairs or samples.</exception>
    public static void RequireExamplesAlone(this LearningSet set, string student)
    {
        if (!set.Pairs.IsEmpty)
        {
            throw Refusal(student, "preference pairs", set.Pairs.Length, "pairs");
        }

        if (!set.Samples.IsEmpty)
        {
            throw Refusal(student, "samples with advantages", set.Samples.Length, "a policy gradient");
        }
    }

    private static GleanerException Refusal(string student, string what, int count, string without) => new(
        $"{student} learns from examples and not from {what}, of which the method has selected {count}. Take a student that Gleaner trains itself ('student.kind': text, embedded, pretrained), or a method without {without} ('methods[].kind').");
}
