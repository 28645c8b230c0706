using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Methods;

/// <summary>
/// Backplay (Resnick et al. 2018, arXiv 1807.06919) and JSRL (Uchendu et al. 2023, arXiv 2204.02372), with fine-tuning on successes in
/// the place of reinforcement learning: the student starts from states of the expert's successful trajectories, near the end at
/// first; where enough of its rollouts succeed, the start of the next iteration lies further back, down to s0. It learns from its own
/// actions alone, none of the expert's. Tasks without a demonstration are started from s0. It is EEF's opposite: it explores
/// successes, whose every state is known to be good.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="options">The settings.</param>
public sealed class Backplay(string name, BackplayOptions options) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        var demonstrations = state.Experts
            .Where(expert => expert.IsPositive(state.SuccessThreshold))
            .DistinctBy(expert => expert.Task)
            .ToDictionary(expert => expert.Task);
        return state.Rollouts.Count > 0
            ? []
            : [.. from attempt in Enumerable.Range(0, options.Rollouts)
                  from task in state.Tasks
                  let start = demonstrations.TryGetValue(task, out var expert) ? StartOn(expert, state) : StartState.Initial(task)
                  select new RolloutRequest(start, attempt)];
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state)
    {
        var context = new SelectionContext([], state.Seed);
        return LearningSet.Of(
            from task in state.Tasks
            from start in state.Positives.SolutionsOf(task)
                .Where(solution => !solution.IsDemonstration)
                .GroupBy(solution => new ImportantState(task, solution.Start.Trunk?.Name, solution.Start.Step))
            from solution in options.Choice.Choose(start.Key, [.. start], context)
            select LossWeights.Weigh(start.Key, solution, []));
    }

    private StartState StartOn(Trajectory expert, IterationState state)
    {
        var trunk = Trunk.Of(expert);
        var stride = Math.Max(1, (expert.Length + options.Stages - 1) / options.Stages);
        var step = expert.Length - stride;
        foreach (var iteration in state.Earlier)
        {
            var outcomes = iteration.Outcomes.Where(outcome => outcome.Task == expert.Task && outcome.Step == Math.Max(0, step)).ToList();
            var isMastered = outcomes.Count > 0 && outcomes.Count(outcome => outcome.IsPositive) >= options.Threshold * outcomes.Count;
            step -= isMastered ? stride : 0;
        }

        return step <= 0 ? StartState.Initial(expert.Task) : StartState.After(trunk, step);
    }
}

/// <summary>The settings of Backplay.</summary>
public sealed record BackplayOptions
{
    /// <summary>Rollouts of each task in an iteration, at least 1. Default 6, RFT×6's budget.</summary>
    public int Rollouts { get; init; } = 6;

    /// <summary>Into how many parts a demonstration is cut; a start moves back by one of them. At least 1. Default 3, one an iteration [ours].</summary>
    public int Stages { get; init; } = 3;

    /// <summary>The share of rollouts from a state that must succeed before the start moves back, 0 to 1. Default 0.5 [ours].</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Which solutions of a start state are learnt from. Default: all, as RFT.</summary>
    public ISolutionChoice Choice { get; init; } = new AllSolutions();
}
