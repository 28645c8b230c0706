using Gleaner.Selection;
using Gleaner.Students;

namespace Gleaner.Trainers.Served;

/// <summary>What is tuned on what.</summary>
/// <param name="Model">The name of the model as it is now.</param>
/// <param name="Examples">Trajectories with a weight per turn.</param>
/// <param name="Plan">Steps, batch and rate, for those who take them, and the seed of the order of the examples.</param>
/// <param name="Folder">A folder of this work alone: what is needed to go on with it is kept there.</param>
public sealed record TuningWork(string Model, IReadOnlyList<WeightedTrajectory> Examples, LearningPlan Plan, string Folder);

/// <summary>A model that was tuned.</summary>
/// <param name="Name">Its name at the server.</param>
/// <param name="Tokens">The tokens that were billed for its tuning, or that it was trained on by the plan; 0 where that is not known.</param>
public sealed record TunedModel(string Name, long Tokens)
{
    /// <summary>Gradient steps; 0 where that is not known.</summary>
    public int Steps { get; init; }

    /// <summary>The tokens that carried loss; null where that is not known.</summary>
    public long? TrainedTokens { get; init; }
}
