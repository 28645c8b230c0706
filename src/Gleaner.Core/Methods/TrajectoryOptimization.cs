using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Selection;

namespace Gleaner.Methods;

/// <summary>
/// ETO, exploration-based trajectory optimisation (Song et al. 2024, arXiv 2403.02502): in each iteration the student explores every
/// task; each of its trajectories that earned another return than the expert's makes a pair with it, the higher return preferred; DPO
/// over the actions of both, with the student at the start of the iteration as the reference. With <see cref="EtoOptions.TurnDiscount"/>
/// it is DMPO (Shi et al. 2024, arXiv 2406.14868): the same pairs, in whose loss turn t of T is weighted by φ(t, T), so that early
/// turns count more and long losers no more than short ones.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="options">The settings.</param>
public sealed class TrajectoryOptimization(string name, EtoOptions options) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => state.Rollouts.Count > 0
        ? []
        : [.. from attempt in Enumerable.Range(0, options.Rollouts)
              from task in state.Tasks
              select new RolloutRequest(StartState.Initial(task), attempt)];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        // Of several expert trajectories on a task the best one, the first of equals.
        var experts = state.Experts.GroupBy(expert => expert.Task).ToDictionary(group => group.Key, group => group.MaxBy(expert => expert.Return)!);
        var pairs =
            from rollout in state.Rollouts
            where rollout.WasSimulated && experts.ContainsKey(rollout.Request.Start.Task)
            from pair in ContrastivePairs.Of(experts[rollout.Request.Start.Task], rollout, state.Number, options.FurtherTurns)
            select options.TurnDiscount is { } discount ? Discounted(pair, discount) : pair;
        return new LearningSet([])
        {
            Pairs = [.. pairs],
            Beta = options.Betas[Math.Min(state.Number, options.Betas.Length) - 1],
        };
    }

    private static TrajectoryPair Discounted(TrajectoryPair pair, double discount) =>
        pair with { Chosen = Discounted(pair.Chosen, discount), Rejected = Discounted(pair.Rejected, discount) };

    private static WeightedTrajectory Discounted(WeightedTrajectory side, double discount)
    {
        // T counts turns, also those between that carry no weight.
        var compared = 1 + side.Weights.ToList().FindLastIndex(weight => weight.Weight > 0);
        return side with
        {
            Weights = [.. side.Weights.Select((weight, turn) => weight.Weight > 0
                ? weight with { Weight = (float)TurnDiscount.Of(turn, compared, discount) }
                : weight)],
        };
    }
}

/// <summary>The settings of ETO and DMPO.</summary>
public sealed record EtoOptions
{
    /// <summary>Rollouts from s0 of each task in an iteration, at least 1. Default 1 [paper]; 6 spends RFT×6's budget.</summary>
    public int Rollouts { get; init; } = 1;

    /// <summary>β of each iteration; the last one holds for those after it. Default 0.1, then 0.5 [ETO].</summary>
    public ImmutableArray<double> Betas { get; init; } = [0.1, 0.5];

    /// <summary>A loser is compared up to this many turns past the winner's length. Default 5 [ETO].</summary>
    public int FurtherTurns { get; init; } = 5;

    /// <summary>γ in (0, 1] of DMPO's turn weights; null, the default, for ETO, in which every turn has the weight 1.</summary>
    public double? TurnDiscount { get; init; }
}
