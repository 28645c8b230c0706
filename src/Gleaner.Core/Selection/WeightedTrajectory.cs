using System.Collections.Immutable;

namespace Gleaner.Selection;

/// <summary>The loss weight of one action, with its reason.</summary>
/// <param name="Weight">0 or 1 in EEF; any non-negative number for other methods.</param>
/// <param name="Reason">Why.</param>
public readonly record struct TurnWeight(float Weight, WeightReason Reason);

/// <summary>An example to learn from: a solution with a loss weight for each of its actions. Observations never carry loss.</summary>
/// <param name="State">The important state that the example teaches to solve.</param>
/// <param name="Solution">The chosen solution.</param>
/// <param name="Weights">One weight per turn of the solution's trajectory.</param>
public sealed record WeightedTrajectory(ImportantState State, Solution Solution, ImmutableArray<TurnWeight> Weights);
