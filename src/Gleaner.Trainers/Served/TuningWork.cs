using Gleaner.Randomness;
using Gleaner.Selection;

namespace Gleaner.Trainers.Served;

/// <summary>What is tuned on what.</summary>
/// <param name="Model">The name of the model as it is now.</param>
/// <param name="Examples">Trajectories with a weight per turn.</param>
/// <param name="Seed">Seed of the order of the examples.</param>
/// <param name="Folder">A folder of this work alone: what is needed to go on with it is kept there.</param>
public sealed record TuningWork(string Model, IReadOnlyList<WeightedTrajectory> Examples, Seed Seed, string Folder);

/// <summary>A model that was tuned.</summary>
/// <param name="Name">Its name at the server.</param>
/// <param name="Tokens">The tokens that were billed for its tuning; 0 where the server does not say.</param>
public sealed record TunedModel(string Name, long Tokens);
