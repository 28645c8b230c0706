using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;

namespace Gleaner.Methods;

/// <summary>The trunks that EEF explores, with v(s) along them as far as it is known.</summary>
internal sealed class ExploredTrunks
{
    private readonly IterationState _state;
    private readonly EefOptions _options;
    private readonly Dictionary<int, ILookup<TaskId, RolloutOutcome>> _outcomes;
    private readonly List<JudgedTrunk> _all;
    private readonly ILookup<TaskId, JudgedTrunk> _trunks;

    /// <param name="state">What is known in the iteration.</param>
    /// <param name="experts">The names of the experts whose failures are explored.</param>
    /// <param name="options">EEF's options.</param>
    public ExploredTrunks(IterationState state, IReadOnlyCollection<string> experts, EefOptions options)
    {
        (_state, _options) = (state, options);
        _outcomes = state.Earlier.ToDictionary(iteration => iteration.Number, iteration => iteration.Outcomes.ToLookup(outcome => outcome.Task));
        _outcomes[state.Number] = state.Outcomes.ToLookup(outcome => outcome.Task);
        var failures = state.Experts
            .Where(expert => experts.Contains(expert.Policy) && !expert.IsPositive(state.SuccessThreshold))
            .Select(expert => (Trunk: Trunk.Of(expert), First: 1, Last: state.Number));
        var own = options.ExploreOwnFailures ? OwnTrunks(state) : [];
        _all = [.. failures.Concat(own).Select(trunk => new JudgedTrunk(trunk.First, trunk.Last, Judge(trunk.Trunk, trunk.Last)))];
        _trunks = _all.ToLookup(trunk => trunk.Task);
    }

    /// <summary>All of this iteration: experts' first, in the order of their trajectories.</summary>
    public IEnumerable<TrunkOutcomes> All => _all.Where(IsExplored).GroupBy(trunk => trunk.Task).SelectMany(trunks => trunks).Select(trunk => trunk.Outcomes);

    /// <summary>Those of a task that are explored in this iteration.</summary>
    public IEnumerable<TrunkOutcomes> Of(TaskId task) => _trunks[task].Where(IsExplored).Select(trunk => trunk.Outcomes);

    /// <summary>Those of a task that solutions may branch off: also the student's own that were explored in earlier iterations.</summary>
    public ImmutableArray<TrunkOutcomes> AllOf(TaskId task) =>
        [.. Of(task), .. _trunks[task].Where(trunk => !IsExplored(trunk)).Select(trunk => trunk.Outcomes)];

    /// <summary>The recovery states of a task: those of this iteration's verdicts, and those that are remembered.</summary>
    public IEnumerable<(Trunk Trunk, int Step)> RecoveryStates(TaskId task) =>
        from trunk in _trunks[task]
        from step in RecoverySteps(trunk)
        select (trunk.Outcomes.Trunk, step);

    private bool IsExplored(JudgedTrunk trunk) => trunk.Last == _state.Number;

    private IEnumerable<int> RecoverySteps(JudgedTrunk trunk)
    {
        var steps = new SortedSet<int>(IsExplored(trunk) ? FoundIn(trunk.Outcomes.Trunk, _state.Number) : []);
        if (_options.RecoveryMemory != RecoveryMemory.Iteration)
        {
            var earlier = Enumerable.Range(trunk.First, Math.Min(trunk.Last, _state.Number - 1) - trunk.First + 1);
            steps.UnionWith(earlier.SelectMany(iteration => FoundIn(trunk.Outcomes.Trunk, iteration)).Where(step => IsKept(trunk.Outcomes.Trunk, step)));
        }

        return steps;
    }

    private bool IsKept(Trunk trunk, int step) =>
        _options.RecoveryMemory == RecoveryMemory.Always
        || !_state.Positives.SolutionsOf(trunk.Task).Any(solution =>
            solution.Iteration < _state.Number && solution.PassesThrough(new ImportantState(trunk.Task, trunk.Name, step)));

    // Further attempts that succeed must not hide the state that they were spent on, so what the first attempts alone say counts too.
    private IEnumerable<int> FoundIn(Trunk trunk, int iteration)
    {
        var found = Judge(trunk, iteration).RecoverySteps();
        return _options.RecoveryMemory == RecoveryMemory.Iteration && _options.Leftover != LeftoverUse.Recovery
            ? found
            : found.Union(TrunkOutcomes.Of(trunk, Remembered(trunk, iteration).Where(outcome => outcome.Attempt == 0), _options.VerdictRule).RecoverySteps());
    }

    private TrunkOutcomes Judge(Trunk trunk, int iteration) => TrunkOutcomes.Of(trunk, Remembered(trunk, iteration), _options.VerdictRule);

    // The latest iteration first: its first attempt is the one that FirstAttempt goes by.
    private IEnumerable<RolloutOutcome> Remembered(Trunk trunk, int iteration) => Enumerable
        .Range(0, Math.Min(_options.VerdictMemory, iteration))
        .SelectMany(back => _outcomes.TryGetValue(iteration - back, out var outcomes) ? outcomes[trunk.Task] : []);

    // On each task and of each earlier iteration the first failed rollout from s0 where none succeeded: explored in the next one alone,
    // while a solution found on it stays in D⁺.
    private static IEnumerable<(Trunk Trunk, int First, int Last)> OwnTrunks(IterationState state)
    {
        var solved = (
            from iteration in state.Earlier
            from outcome in iteration.Outcomes
            where outcome.Step == 0 && outcome.IsPositive
            select (iteration.Number, outcome.Task)).ToHashSet();
        return state.OwnFailures
            .Where(failure => failure.Rollout.Request.Start.IsInitial && !solved.Contains((failure.Iteration, failure.Rollout.Trajectory.Task)))
            .DistinctBy(failure => (failure.Iteration, failure.Rollout.Trajectory.Task))
            .Select(failure => (failure.Trunk, failure.Iteration + 1, failure.Iteration + 1));
    }

    /// <summary>A trunk with the iterations in which it is explored, and v(s) along it in the last of them.</summary>
    private sealed record JudgedTrunk(int First, int Last, TrunkOutcomes Outcomes)
    {
        public TaskId Task => Outcomes.Trunk.Task;
    }
}
