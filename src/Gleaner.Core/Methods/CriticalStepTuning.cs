using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>
/// ATLaS, agent tuning via learning critical steps (Chen et al. 2025, arXiv 2503.02197): a judge, a strong model, reads each successful expert
/// trajectory whole and marks the steps that decide it; supervised fine-tuning on these alone, about 30 % of all, with the others in
/// context. Fewer steps, less of the expert's chance habits. It simulates nothing.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="share">The share of a trajectory's actions that is trained at most, above 0 and at most 1; one action always is. The paper's is 0.3.</param>
public sealed class CriticalStepTuning(string name, double share = CriticalStepTuning.DefaultShare) : IMethod
{
    /// <summary>The paper's share.</summary>
    public const double DefaultShare = 0.3;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state) => [];

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var judgements = state.Judgements.DistinctBy(Key).ToDictionary(Key);
        return LearningSet.Of(
            from expert in state.Experts
            where expert.IsPositive(state.SuccessThreshold)
            let judgement = judgements.GetValueOrDefault((expert.Task, Trunk.NameOf(expert)))
            where judgement is { Steps.IsEmpty: false }
            select Weigh(expert, [.. judgement.Steps.Where(step => step < expert.Length).Distinct().Take(MostSteps(expert.Length, share))]));

        static (TaskId, string) Key(StepJudgement judgement) => (judgement.Task, judgement.Expert);
    }

    /// <summary>How many actions of a trajectory are trained at most.</summary>
    /// <param name="length">The trajectory's length in actions.</param>
    /// <param name="share">The share of them.</param>
    public static int MostSteps(int length, double share) => Math.Max(1, (int)Math.Round(share * length, MidpointRounding.AwayFromZero));

    private static WeightedTrajectory Weigh(Trajectory expert, HashSet<int> critical) => new(
        ImportantState.Initial(expert.Task),
        Solution.Of(expert),
        [.. Enumerable.Range(0, expert.Length).Select(step => critical.Contains(step) ? new TurnWeight(1, WeightReason.Critical) : new(0, WeightReason.NotCritical))]);
}
