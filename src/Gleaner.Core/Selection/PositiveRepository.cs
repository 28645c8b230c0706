using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Selection;

/// <summary>
/// D⁺, the positive repository: starts with the positive expert trajectories and accumulates the positive rollouts of every
/// iteration. Not thread-safe. Its content depends on the order of adding, so rollouts are added in the order of their requests.
/// </summary>
public sealed class PositiveRepository
{
    private readonly Dictionary<TaskId, List<Solution>> _solutions = [];
    private readonly double _successThreshold;
    private int _count;

    /// <summary>Creates D⁺ from the expert trajectories, of which the positive ones are kept.</summary>
    public PositiveRepository(IEnumerable<Trajectory> experts, double successThreshold)
    {
        _successThreshold = successThreshold;
        foreach (var expert in experts)
        {
            Add(expert, StartState.Initial(expert.Task), 0);
        }
    }

    /// <summary>The number of solutions.</summary>
    public int Count => _count;

    /// <summary>The tasks that have a solution, in the order of their ids.</summary>
    public IEnumerable<TaskId> SolvedTasks => _solutions.Keys.Order();

    /// <summary>Adds a rollout if it is positive.</summary>
    public void Add(Rollout rollout, int iteration) => Add(rollout.Trajectory, rollout.Request.Start, iteration);

    /// <summary>The solutions of a task in the order of finding; empty if there are none.</summary>
    public IReadOnlyList<Solution> SolutionsOf(TaskId task) => _solutions.TryGetValue(task, out var list) ? list : [];

    private void Add(Trajectory trajectory, StartState start, int iteration)
    {
        if (!trajectory.IsPositive(_successThreshold))
        {
            return;
        }

        if (!_solutions.TryGetValue(trajectory.Task, out var list))
        {
            _solutions.Add(trajectory.Task, list = []);
        }

        list.Add(new Solution(trajectory, start, iteration, _count++));
    }
}
