using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;

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
    public bool UsesOwnFailures => options.ExploreOwnFailures;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        // Further attempts are simulated last, and once.
        if (state.Rollouts.Any(rollout => rollout.Request.Attempt > 0))
        {
            return [];
        }

        var (trunks, budget) = (TrunksOf(state), options.SimulationsPerTask * state.Tasks.Count);
        var wave = ExplorationPlan.NextWave(state, trunks, options, budget);
        return wave.Count > 0 || options.Leftover == LeftoverUse.None
            ? wave
            : ExplorationPlan.Leftover(options.Leftover, state, trunks, budget - state.Rollouts.Count);
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var trunks = TrunksOf(state);
        var examples =
            from task in state.Tasks
            let context = new SelectionContext(trunks.AllOf(task), state.Seed)
            from important in ImportantStates(task, trunks)
            from solution in SolutionSelector.Choose(important, state.Positives.SolutionsOf(task), options.Choice, context)
            select LossWeights.Weigh(important, solution, context.VerdictsOn(solution));
        return options.HarmPairs is not { } harm
            ? LearningSet.Of(examples)
            : LearningSet.Of(examples) with
            {
                Beta = harm.Beta,
                Pairs = [.. from task in state.Tasks
                            from trunk in trunks.Of(task)
                            from pair in HarmPairs.Of(trunk, state.Positives.SolutionsOf(task))
                            select pair with { NllWeight = harm.NllWeight }],
            };
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrunkOutcomes>? Judge(IterationState state) =>
        options.VerdictRule is AnySuccess && options.VerdictMemory == 1 && !options.ExploreOwnFailures ? null : [.. TrunksOf(state).All];

    private ExploredTrunks TrunksOf(IterationState state) => new(state, experts, options);

    private IEnumerable<ImportantState> ImportantStates(TaskId task, ExploredTrunks trunks)
    {
        if (options.UseInitialStates)
        {
            yield return ImportantState.Initial(task);
        }

        if (!options.UseRecoveryStates)
        {
            yield break;
        }

        foreach (var (trunk, step) in trunks.RecoveryStates(task))
        {
            yield return new ImportantState(task, trunk.Name, step);
        }
    }
}
