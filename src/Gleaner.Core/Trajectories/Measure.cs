namespace Gleaner.Trajectories;

/// <summary>A figure that an environment's literature reports beside success and return; results give its mean over tasks.</summary>
/// <param name="Name">A short name for tables.</param>
/// <param name="Meaning">What it is, in a sentence, with its range.</param>
/// <param name="Of">The figure of one trajectory.</param>
public sealed record Measure(string Name, string Meaning, Func<Trajectory, double> Of);
