using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Finds the solution that a recorded example is about among the experts' trajectories and the rollouts of a method.</summary>
/// <param name="rollouts">The method's rollouts.</param>
/// <param name="environment">The environment; where trajectories are recorded without structured observations, they are played again.</param>
internal sealed class RecordedSolutions(RecordedRollouts rollouts, IEnvironment environment)
{
    private readonly Dictionary<string, Rollout> _restored = [];
    private readonly Dictionary<(TaskId, string), Trajectory> _replayed = [];
    private readonly Dictionary<int, Dictionary<string, RolloutRecord>> _records = [];

    /// <param name="example">The example.</param>
    /// <param name="order">The solution's place, from 0.</param>
    /// <param name="place">Where the example stands, for messages.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">There is no such solution, or the environment has changed.</exception>
    public async ValueTask<Solution> FindAsync(WeightedExample example, int order, string place, CancellationToken cancellationToken)
    {
        var solution = example.FoundIn == 0
            ? await DemonstrationAsync(example, order, cancellationToken).ConfigureAwait(false)
            : await SolutionAsync(example, order, place, cancellationToken).ConfigureAwait(false);
        var actions = solution.Trajectory.Turns.Select(turn => (turn.Action, turn.Author));
        return actions.SequenceEqual(example.Actions.Select(action => (action.Action, action.Author)))
            ? solution
            : throw new GleanerException($"{place}: the actions are not those of the trajectory that the example names; the run is damaged.");
    }

    private async ValueTask<Solution> DemonstrationAsync(WeightedExample example, int order, CancellationToken cancellationToken)
    {
        var key = (example.Task, example.SolvedBy);
        if (!_replayed.TryGetValue(key, out var trajectory))
        {
            var recorded = rollouts.Expert(example.Task, example.SolvedBy).Trajectory;
            _replayed[key] = trajectory = environment.RecordsTexts
                ? recorded
                : await CheckedReplay.PlayAsync(environment, recorded, cancellationToken).ConfigureAwait(false);
        }

        return new Solution(trajectory, StartState.Initial(example.Task), 0, order);
    }

    private async ValueTask<Solution> SolutionAsync(WeightedExample example, int order, string place, CancellationToken cancellationToken)
    {
        var name = example.Rollout ?? throw new GleanerException(
            $"{place}: the example does not say which rollout it is of, as those of earlier versions of Gleaner; run the experiment again.");
        if (!_restored.TryGetValue(name, out var rollout))
        {
            var record = RecordsOf(example.FoundIn).GetValueOrDefault(name)
                ?? throw new GleanerException($"{place}: the run has no rollout '{name}'; it is damaged.");
            _restored[name] = rollout = await rollouts.RestoreAsync(record, example.FoundIn, cancellationToken).ConfigureAwait(false);
        }

        return new Solution(rollout.Trajectory, rollout.Request.Start, example.FoundIn, order) { Rollout = rollout.Request.Key };
    }

    private Dictionary<string, RolloutRecord> RecordsOf(int iteration) => _records.TryGetValue(iteration, out var known)
        ? known
        : _records[iteration] = rollouts.Records(iteration).ToDictionary(record => WeightedExample.NameOf(iteration, record.Key));
}
