using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>
/// IPR, iterative step-level process refinement (Xiong et al. 2024, arXiv 2406.11176). At each state of a successful expert trajectory the
/// student acts once. The reward of a step is the mean return of N rollouts of the student from the state after it. Where the
/// expert's step is worth more than the student's by over a threshold, the two ways on from the common prefix make a pair; where
/// the expert's whole trajectory earned more than the student's, they make another, in which the winner's likelihood is kept up
/// too. The mean losses of both sets of pairs are added.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="options">The settings.</param>
public sealed class StepProcessRefinement(string name, IprOptions options) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        var demonstrations = Demonstrations(state);
        if (state.Rollouts.Count == 0)
        {
            // The first rollout from a state is the student's own step there, and like the others a sample of the expert's step before.
            return
            [
                .. from expert in demonstrations
                   from step in Enumerable.Range(0, expert.Length)
                   from attempt in Enumerable.Range(0, step == 0 ? 1 : options.Samples)
                   select new RolloutRequest(StateOf(expert, step), attempt),
            ];
        }

        return state.Rollouts.Any(rollout => IsOwn(rollout))
            ? []
            : [.. from step in Steps(state, demonstrations)
                  where step.Own.Trajectory.Length > step.Number + 1
                  let trunk = Trunk.Of(step.Own, state.Number)
                  from attempt in Enumerable.Range(1, options.Samples - 1)
                  select new RolloutRequest(StartState.After(trunk, step.Number + 1), attempt)];
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var returns = state.Rollouts
            .Where(rollout => rollout.WasSimulated)
            .ToLookup(rollout => (rollout.Request.Start.Task, rollout.Request.Start.Label), rollout => rollout.Trajectory.Return);
        var steps = Steps(state, Demonstrations(state)).ToList();
        List<TrajectoryPair> ofSteps =
        [
            .. from step in steps
               where RewardOfExpert(step, returns) - RewardOfStudent(step, state.Number, returns) > options.Threshold
               select Pair(step, state.Number),
        ];
        List<TrajectoryPair> ofTrajectories =
        [
            .. from step in steps
               where step.Number == 0 && step.Expert.Return > step.Own.Trajectory.Return
               select Pair(step, state.Number) with { NllWeight = options.NllWeight },
        ];
        return new LearningSet([])
        {
            // With these weights the mean over all pairs is half the sum of the two means.
            Pairs = [.. Balanced(ofTrajectories, ofSteps.Count), .. Balanced(ofSteps, ofTrajectories.Count)],
            Beta = options.Beta,
        };
    }

    private static IEnumerable<TrajectoryPair> Balanced(List<TrajectoryPair> pairs, int others) =>
        pairs.Select(pair => pair with { Weight = others == 0 ? 1 : (pairs.Count + others) / (2.0 * pairs.Count) });

    private static TrajectoryPair Pair(Step step, int iteration) => new(
        ContrastivePairs.Compared(Solution.Of(step.Expert), step.Number, step.Expert.Length, WeightReason.Preferred),
        ContrastivePairs.Compared(Solution.Of(step.Own, iteration), step.Number, step.Own.Trajectory.Length, WeightReason.Dispreferred));

    private static double RewardOfExpert(Step step, ILookup<(TaskId, string), double> returns) => step.Number + 1 < step.Expert.Length
        ? returns[(step.Expert.Task, StateOf(step.Expert, step.Number + 1).Label)].DefaultIfEmpty(step.Expert.Return).Average()
        : step.Expert.Return;

    private static double RewardOfStudent(Step step, int iteration, ILookup<(TaskId, string), double> returns) =>
        step.Own.Trajectory.Length > step.Number + 1
            ? returns[(step.Expert.Task, StartState.After(Trunk.Of(step.Own, iteration), step.Number + 1).Label)].Append(step.Own.Trajectory.Return).Average()
            : step.Own.Trajectory.Return;

    // Where the student does what the expert does there is nothing to tell apart.
    private static IEnumerable<Step> Steps(IterationState state, ImmutableArray<Trajectory> demonstrations)
    {
        var first = state.Rollouts
            .Where(rollout => rollout.WasSimulated && rollout.Request.Attempt == 0 && !IsOwn(rollout))
            .ToDictionary(rollout => (rollout.Request.Start.Task, rollout.Request.Start.Label));
        return
            from expert in demonstrations
            from number in Enumerable.Range(0, expert.Length)
            let own = first.GetValueOrDefault((expert.Task, StateOf(expert, number).Label))
            where own is not null && own.Trajectory.Length > number && own.Trajectory.Turns[number].Action != expert.Turns[number].Action
            select new Step(expert, number, own);
    }

    // The best on each task: several would share s0.
    private static ImmutableArray<Trajectory> Demonstrations(IterationState state) =>
        [.. state.Experts.Where(expert => expert.IsPositive(state.SuccessThreshold)).DistinctBy(expert => expert.Task)];

    private static StartState StateOf(Trajectory expert, int step) =>
        step == 0 ? StartState.Initial(expert.Task) : StartState.After(expert, step);

    private static bool IsOwn(Rollout rollout) =>
        rollout.Request.Start.Trunk is { } trunk && trunk.Trajectory.Turns[^1].Author == Author.Student;

    /// <summary>The expert's action number <paramref name="Number"/>, and the student's rollout from the state before it.</summary>
    private sealed record Step(Trajectory Expert, int Number, Rollout Own);
}

/// <summary>The settings of IPR.</summary>
public sealed record IprOptions
{
    /// <summary>N: rollouts that a step's reward is the mean of, at least 1. Default 5 [paper].</summary>
    public int Samples { get; init; } = 5;

    /// <summary>How much more the expert's step must be worth. Default 0.01 [paper].</summary>
    public double Threshold { get; init; } = 0.01;

    /// <summary>β of both losses. Default 0.1 [paper].</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>Weight of the winner's negative log-likelihood in pairs of whole trajectories. Default 1 [paper].</summary>
    public double NllWeight { get; init; } = 1;
}
