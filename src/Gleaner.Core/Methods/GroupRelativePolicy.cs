using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;

namespace Gleaner.Methods;

/// <summary>
/// GRPO, group relative policy optimisation (Shao et al. 2024, arXiv 2402.03300), over whole episodes: the student plays a group of rollouts
/// from one start state; the advantage of each is its return less the group's mean, divided by the group's standard deviation; its own
/// actions are made likelier or less likely by it, in PPO's clipped surrogate with the ratio to the policy that sampled, kept near to that by a
/// divergence; no value function. Without the two divisions it is Dr. GRPO (Liu et al. 2025, arXiv 2503.20783). Groups start in s0 of each task; with
/// <see cref="GrpoOptions.ExpertStates"/> also in states of the expert's failures, as EEF's rollouts do. A group in which all earned the same says
/// nothing, and is counted and left out.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="experts">The names of the experts whose failures are started from.</param>
/// <param name="options">The settings.</param>
public sealed class GroupRelativePolicy(string name, IReadOnlyCollection<string> experts, GrpoOptions options) : IMethod
{
    private const int SmallestGroup = 2;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        if (state.Rollouts.Count > 0)
        {
            return [];
        }

        var starts = state.Tasks.SelectMany(task => Shares(StartsOf(task, state))).ToList();
        return [.. from attempt in Enumerable.Range(0, options.Rollouts)
                   from start in starts
                   where attempt < start.Rollouts
                   select new RolloutRequest(start.State, attempt)];
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var groups = state.Rollouts
            .Where(rollout => rollout.WasSimulated)
            .GroupBy(rollout => (rollout.Request.Start.Task, rollout.Request.Start.Label))
            .Select(group => group.ToList())
            .ToList();
        return new LearningSet([])
        {
            Samples = [.. groups.SelectMany(group => WithAdvantages(group, state.Number))],
            PolicyLoss = options.Loss,
            Groups = new GroupCounts(groups.Count, groups.Count(IsOfOneOutcome)),
        };
    }

    private IEnumerable<AdvantagedSample> WithAdvantages(List<Rollout> group, int iteration)
    {
        var mean = group.Average(rollout => rollout.Trajectory.Return);
        var deviation = Math.Sqrt(group.Average(rollout => (rollout.Trajectory.Return - mean) * (rollout.Trajectory.Return - mean)));
        return IsOfOneOutcome(group)
            ? []
            : group
                .Where(rollout => rollout.StudentSteps > 0)
                .Select(rollout => new AdvantagedSample(
                    OwnActions(rollout, iteration), (rollout.Trajectory.Return - mean) / (options.DividesByDeviation ? deviation : 1)));
    }

    private static bool IsOfOneOutcome(List<Rollout> group) => group.All(rollout => rollout.Trajectory.Return == group[0].Trajectory.Return);

    private static WeightedTrajectory OwnActions(Rollout rollout, int iteration) => new(
        ImportantState.Initial(rollout.Trajectory.Task),
        Solution.Of(rollout, iteration),
        [.. rollout.Trajectory.Turns.Select((_, turn) => turn < rollout.PrefixLength ? new TurnWeight(0, WeightReason.BeforeStart) : new(1, WeightReason.Sampled))]);

    // s0 first; as many as leave each a group.
    private IEnumerable<StartState> StartsOf(TaskId task, IterationState state) => Enumerable
        .Repeat(StartState.Initial(task), 1)
        .Concat(
            from expert in options.ExpertStates == 0 ? [] : state.Experts
            where expert.Task == task && experts.Contains(expert.Policy) && !expert.IsPositive(state.SuccessThreshold)
            let trunk = Trunk.Of(expert)
            from step in options.StartStates.Choose(new TrunkExploration(new TrunkOutcomes(trunk, []), options.ExpertStates, [])).Distinct()
            select StartState.After(trunk, step))
        .Take(Math.Max(1, options.Rollouts / SmallestGroup));

    /// <summary>Divides the rollouts of a task among its start states, the first ones getting what is over.</summary>
    private IEnumerable<(StartState State, int Rollouts)> Shares(IEnumerable<StartState> starts)
    {
        var all = starts.ToList();
        return all.Select((start, i) => (start, (options.Rollouts / all.Count) + (i < options.Rollouts % all.Count ? 1 : 0)));
    }
}

/// <summary>The settings of GRPO.</summary>
public sealed record GrpoOptions
{
    /// <summary>Rollouts of each task in an iteration, shared evenly by its start states; at least 2. Default 6, RFT×6's budget; the paper takes 64.</summary>
    public int Rollouts { get; init; } = 6;

    /// <summary>
    /// M: states of each failed trajectory of the expert that groups start in beside s0. Default 0 [paper]. A task has at most half as many start
    /// states as rollouts, so that each group has two.
    /// </summary>
    public int ExpertStates { get; init; }

    /// <summary>Which states these are. Default: evenly spaced, as EEF's. It is asked once, before anything is known.</summary>
    public IStartStatePolicy StartStates { get; init; } = new EvenlySpaced();

    /// <summary>Whether an advantage is divided by the standard deviation of its group's returns. Default true [paper]; false for Dr. GRPO.</summary>
    public bool DividesByDeviation { get; init; } = true;

    /// <summary>The settings of the loss.</summary>
    public GroupPolicyLoss Loss { get; init; } = new();
}
