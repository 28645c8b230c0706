using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Finds the trajectory that a recorded example is about among the experts' trajectories and the rollouts of a method.</summary>
internal sealed class RecordedSolutions
{
    private readonly RunReader _reader;
    private readonly string _methodFolder;
    private readonly IEnvironment _environment;
    private readonly Dictionary<(TaskId, string), Trajectory> _experts;
    private readonly Dictionary<int, ILookup<TaskId, RolloutRecord>> _rollouts = [];
    private readonly Dictionary<(TaskId, string), Trajectory> _replayed = [];

    // How many examples have been given a solution of the same actions: rollouts may differ in their tokens alone.
    private readonly Dictionary<string, int> _taken = [];

    public RecordedSolutions(RunReader reader, MethodDescription method, string methodFolder, IEnvironment environment)
    {
        (_reader, _methodFolder, _environment) = (reader, methodFolder, environment);
        _experts = method.Experts.SelectMany(name => reader.ReadTrajectories(name)).ToDictionary(expert => (expert.Task, expert.Policy));
    }

    /// <exception cref="GleanerException">The run has no such expert trajectory.</exception>
    public Trajectory Expert(TaskId task, string name) => _experts.GetValueOrDefault((task, name))
        ?? throw new GleanerException($"The run has no trajectory of expert '{name}' on {task}.");

    /// <exception cref="GleanerException">There is no such trajectory, or the environment has changed.</exception>
    public async ValueTask<Trajectory> FindAsync(WeightedExample example, string place, CancellationToken cancellationToken)
    {
        var found = example.FoundIn == 0
            ? await ReplayedExpertAsync(example, cancellationToken).ConfigureAwait(false)
            : await RolloutAsync(example, place, cancellationToken).ConfigureAwait(false);
        return found.Turns.Select(turn => (turn.Action, turn.Author)).SequenceEqual(example.Actions.Select(action => (action.Action, action.Author)))
            ? found
            : throw Missing(place);
    }

    private async ValueTask<Trajectory> ReplayedExpertAsync(WeightedExample example, CancellationToken cancellationToken)
    {
        var recorded = Expert(example.Task, example.SolvedBy);
        if (_environment.RecordsTexts)
        {
            return recorded;
        }

        var key = (example.Task, example.SolvedBy);
        return _replayed.TryGetValue(key, out var known)
            ? known
            : _replayed[key] = await CheckedReplay.PlayAsync(_environment, recorded, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Trajectory> RolloutAsync(WeightedExample example, string place, CancellationToken cancellationToken)
    {
        var candidates = RolloutsOf(example.FoundIn)[example.Task].Where(record => IsOf(record, example)).ToList();
        var key = $"{example.FoundIn}|{example.Task}|{example.StateExpert}@{example.StateStep}|{example.StartExpert}@{example.StartStep}|{string.Join('\n', example.Actions.Select(action => action.Action))}";
        var taken = _taken.GetValueOrDefault(key);
        _taken[key] = taken + 1;
        if (candidates.Count == 0)
        {
            throw Missing(place);
        }

        var record = candidates[Math.Min(taken, candidates.Count - 1)];
        var start = record.Expert is { } expert ? StartState.After(Expert(record.Task, expert), record.Step) : StartState.Initial(record.Task);
        var rollout = await new RolloutReplay(_environment, example.SolvedBy, Author.Student)
            .RestoreAsync(new RolloutRequest(start, record.Attempt), record, cancellationToken).ConfigureAwait(false);
        return rollout.Trajectory;
    }

    private ILookup<TaskId, RolloutRecord> RolloutsOf(int iteration) => _rollouts.TryGetValue(iteration, out var known)
        ? known
        : _rollouts[iteration] = _reader
            .ReadLines<RolloutRecord>($"{RunLayout.Iteration(_methodFolder, iteration)}/{RunLayout.RolloutsFile}").ToLookup(record => record.Task);

    private static bool IsOf(RolloutRecord record, WeightedExample example)
    {
        var prefix = record.Replayed ?? record.Step;
        return record.WasSimulated && record.Expert == example.StartExpert && record.Step == example.StartStep
            && example.Actions.Length == prefix + record.Turns.Length
            && example.Actions.Skip(prefix).Select(action => action.Action).SequenceEqual(record.Turns.Select(turn => turn.Action));
    }

    private static GleanerException Missing(string place) => new(
        $"{place}: the run's experts and rollouts hold no trajectory with these actions; the run is damaged or was made by another version of Gleaner.");
}
