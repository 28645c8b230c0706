using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>
/// EEF, Exploring Expert Failures (arXiv 2504.13145). Exploration: one rollout from s0 of every task, and one from each of M
/// states of every failed expert trajectory. Selection: for s0 of each task and for each recovery state one solution of D⁺, in
/// which beneficial expert actions are trained and harmful ones masked.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="experts">The names of the experts whose failures are explored.</param>
/// <param name="options">The open choices.</param>
public sealed class ExploringExpertFailures(string name, IReadOnlyCollection<string> experts, EefOptions options) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        var budget = options.SimulationsPerTask * state.Tasks.Count;
        if (state.Rollouts.Count == 0)
        {
            return ExplorationPlan.FirstWave(state.Tasks, FailuresByTask(state), options.ExpertStates, budget, state.Seed);
        }

        var isFirstWave = state.Rollouts.All(rollout => rollout.Request.Attempt == 0);
        return isFirstWave && options.Leftover != LeftoverUse.None
            ? ExplorationPlan.Leftover(options.Leftover, state, budget - state.Rollouts.Count)
            : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightedTrajectory> Select(IterationState state)
    {
        var trunks = OutcomesByTask(state);
        return
        [
            .. from task in state.Tasks
               let trunksOfTask = trunks.TryGetValue(task, out var found) ? found : []
               from important in ImportantStates(task, trunksOfTask)
               from solution in SolutionSelector.Choose(important, state.Positives.SolutionsOf(task), options.Choice, state.Seed)
               select LossWeights.Weigh(important, solution, VerdictsFor(solution, trunksOfTask)),
        ];
    }

    /// <summary>v(s) along every failed expert trajectory that this method explores, by task.</summary>
    public IReadOnlyDictionary<TaskId, ImmutableArray<TrunkOutcomes>> OutcomesByTask(IterationState state)
    {
        var rollouts = state.Rollouts.ToLookup(rollout => rollout.Request.Start.Task);
        return FailuresByTask(state).ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Select(expert => TrunkOutcomes.Of(expert, rollouts[pair.Key], state.SuccessThreshold)).ToImmutableArray());
    }

    private IEnumerable<ImportantState> ImportantStates(TaskId task, ImmutableArray<TrunkOutcomes> trunks)
    {
        if (options.UseInitialStates)
        {
            yield return ImportantState.Initial(task);
        }

        if (!options.UseRecoveryStates)
        {
            yield break;
        }

        foreach (var trunk in trunks)
        {
            foreach (var step in trunk.RecoverySteps())
            {
                yield return new ImportantState(task, trunk.Expert.Policy, step);
            }
        }
    }

    private static ImmutableArray<ActionVerdict> VerdictsFor(Solution solution, ImmutableArray<TrunkOutcomes> trunks) =>
        solution.Start.Expert is { } expert && trunks.FirstOrDefault(trunk => trunk.Expert.Policy == expert.Policy) is { } own
            ? TrunkVerdicts.Of(own)
            : [];

    private Dictionary<TaskId, List<Trajectory>> FailuresByTask(IterationState state) => state.Experts
        .Where(expert => experts.Contains(expert.Policy) && !expert.IsPositive(state.SuccessThreshold))
        .GroupBy(expert => expert.Task)
        .ToDictionary(group => group.Key, group => group.ToList());
}
