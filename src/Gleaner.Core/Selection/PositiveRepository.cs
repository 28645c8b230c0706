using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>
/// D⁺, the positive repository: the positive expert trajectories and the positive rollouts of every iteration so far. Immutable:
/// adding gives another one. Its content depends on the order of adding, so rollouts are added in the order of their requests.
/// </summary>
public sealed class PositiveRepository
{
    private readonly ImmutableDictionary<TaskId, ImmutableList<Solution>> _solutions;
    private readonly double _successThreshold;

    /// <summary>Creates D⁺ from the expert trajectories, of which the positive ones are kept.</summary>
    public PositiveRepository(IEnumerable<Trajectory> experts, double successThreshold)
        : this(ImmutableDictionary<TaskId, ImmutableList<Solution>>.Empty, 0, successThreshold) =>
        (_solutions, Count) = Extend(experts.Select(Solution.Of));

    private PositiveRepository(ImmutableDictionary<TaskId, ImmutableList<Solution>> solutions, int count, double successThreshold) =>
        (_solutions, Count, _successThreshold) = (solutions, count, successThreshold);

    /// <summary>The number of solutions.</summary>
    public int Count { get; }

    /// <summary>The tasks that have a solution, in the order of their ids.</summary>
    public IEnumerable<TaskId> SolvedTasks => _solutions.Keys.Order();

    /// <summary>D⁺ with the positive ones of some rollouts.</summary>
    /// <param name="rollouts">The rollouts, in the order of their requests.</param>
    /// <param name="iteration">Their iteration, from 1.</param>
    public PositiveRepository Add(IEnumerable<Rollout> rollouts, int iteration)
    {
        var (solutions, count) = Extend(rollouts.Select(rollout => Solution.Of(rollout, iteration)));
        return new PositiveRepository(solutions, count, _successThreshold);
    }

    /// <summary>The solutions of a task in the order of finding; empty if there are none.</summary>
    public IReadOnlyList<Solution> SolutionsOf(TaskId task) => _solutions.GetValueOrDefault(task, []);

    private (ImmutableDictionary<TaskId, ImmutableList<Solution>> Solutions, int Count) Extend(IEnumerable<Solution> found)
    {
        var (solutions, count) = (_solutions.ToBuilder(), Count);
        foreach (var solution in found.Where(solution => solution.Trajectory.IsPositive(_successThreshold)))
        {
            var task = solution.Trajectory.Task;
            solutions[task] = solutions.GetValueOrDefault(task, []).Add(solution with { Order = count++ });
        }

        return (solutions.ToImmutable(), count);
    }
}
