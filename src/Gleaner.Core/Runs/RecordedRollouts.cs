using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>
/// The rollouts of a method's finished explorations, made again from their records with the trunks that they start on: those of
/// experts are at hand, the student's own are rollouts of earlier iterations or waves. Not thread-safe.
/// </summary>
internal sealed class RecordedRollouts
{
    private readonly RolloutReplay _replay;
    private readonly string _student;
    private readonly Func<int, IReadOnlyList<RolloutRecord>> _read;
    private readonly Dictionary<(TaskId, string), Trunk> _trunks;
    private readonly Dictionary<int, IReadOnlyList<RolloutRecord>> _records = [];

    /// <param name="environment">The environment; where rollouts are recorded without texts, actions are played again.</param>
    /// <param name="experts">The expert trajectories, no two of the same name on the same task.</param>
    /// <param name="student">The student's name.</param>
    /// <param name="read">Reads an iteration's records.</param>
    public RecordedRollouts(IEnvironment environment, IEnumerable<Trajectory> experts, string student, Func<int, IReadOnlyList<RolloutRecord>> read)
    {
        (_student, _read) = (student, read);
        _replay = new RolloutReplay(environment, student, Author.Student);
        _trunks = experts.Select(Trunk.Of).ToDictionary(trunk => (trunk.Task, trunk.Name));
    }

    /// <summary>The records of an iteration, in the order of their requests.</summary>
    public IReadOnlyList<RolloutRecord> Records(int iteration) =>
        _records.TryGetValue(iteration, out var known) ? known : _records[iteration] = _read(iteration);

    /// <summary>The rollouts of an iteration that pass a filter, in the order of their requests.</summary>
    /// <exception cref="GleanerException">A record does not fit the experts or the environment.</exception>
    public async Task<ImmutableArray<Rollout>> ReadAsync(
        int iteration, Func<RolloutRecord, bool> filter, int workers, CancellationToken cancellationToken)
    {
        var records = new List<(RolloutRequest Request, RolloutRecord Record)>();
        foreach (var record in Records(iteration).Where(filter))
        {
            records.Add((await RequestOfAsync(record, iteration, cancellationToken).ConfigureAwait(false), record));
        }

        return await InOrder.MapAsync(
            records, workers, (item, token) => _replay.RestoreAsync(item.Request, item.Record, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One rollout.</summary>
    /// <exception cref="GleanerException">The record does not fit the experts or the environment.</exception>
    public async ValueTask<Rollout> RestoreAsync(RolloutRecord record, int iteration, CancellationToken cancellationToken)
    {
        var request = await RequestOfAsync(record, iteration, cancellationToken).ConfigureAwait(false);
        return await _replay.RestoreAsync(request, record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The trunk of an expert.</summary>
    /// <exception cref="GleanerException">There is no such expert trajectory.</exception>
    public Trunk Expert(TaskId task, string name) => _trunks.GetValueOrDefault((task, name))
        ?? throw new GleanerException($"The run has no trajectory of expert '{name}' on {task}.");

    private async ValueTask<RolloutRequest> RequestOfAsync(RolloutRecord record, int iteration, CancellationToken cancellationToken)
    {
        if (record.Trunk is not { } name)
        {
            return new RolloutRequest(StartState.Initial(record.Task), record.Attempt);
        }

        var trunk = await FindTrunkAsync(record.Task, name, iteration, cancellationToken).ConfigureAwait(false);
        return trunk is not null && record.Step > 0 && record.Step < trunk.Length
            ? new RolloutRequest(StartState.After(trunk, record.Step), record.Attempt)
            : throw new GleanerException($"Rollout {record.Key} of iteration {iteration} starts in a state that no expert trajectory and no earlier rollout has.");
    }

    private async ValueTask<Trunk?> FindTrunkAsync(TaskId task, string name, int last, CancellationToken cancellationToken)
    {
        if (_trunks.TryGetValue((task, name), out var known))
        {
            return known;
        }

        for (var iteration = 1; iteration <= last; iteration++)
        {
            var record = Records(iteration).FirstOrDefault(
                record => record.Task == task && Trunk.NameOf(_student, iteration, record.Label, record.Attempt) == name);
            if (record is not null)
            {
                var rollout = await RestoreAsync(record, iteration, cancellationToken).ConfigureAwait(false);
                return _trunks[(task, name)] = Trunk.Of(rollout, iteration);
            }
        }

        return null;
    }
}
