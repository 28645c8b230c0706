using System.Collections.Immutable;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Environments.Recorded;

/// <summary>
/// An environment made of recorded runs: for each task the tree of the actions that were recorded. It answers what was recorded
/// after the same actions, and has no answer to any other: such an episode ends with <see cref="StopReason.EnvironmentError"/>.
/// For tests, and for looking at recordings where the environment itself is not available; no student can be judged in it.
/// </summary>
public sealed class RecordedEnvironment : IEnvironment
{
    private readonly Dictionary<TaskId, RecordedState> _starts = [];
    private readonly Func<IReadOnlyList<double>, double> _returnOf;

    /// <summary>Builds the trees.</summary>
    /// <param name="name">The environment's name.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    /// <param name="runs">
    /// The runs. Where two contradict each other the earlier one counts, and the later one only up to there. An empty last
    /// observation stands for one that was not recorded.
    /// </param>
    /// <param name="returnOf">The return of an episode by its rewards in order; null for their sum.</param>
    public RecordedEnvironment(
        string name, double successThreshold, IEnumerable<Trajectory> runs, Func<IReadOnlyList<double>, double>? returnOf = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(runs);
        Name = name;
        SuccessThreshold = successThreshold;
        _returnOf = returnOf ?? (rewards => rewards.Sum());
        Contradictions = [.. runs.Select(Add).OfType<Contradiction>()];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double SuccessThreshold { get; }

    /// <inheritdoc/>
    public bool RecordsTexts => true;

    /// <summary>The tasks that there are runs of.</summary>
    public IReadOnlyCollection<TaskId> Tasks => _starts.Keys;

    /// <summary>Where runs contradict earlier ones, at most one for each run.</summary>
    public ImmutableArray<Contradiction> Contradictions { get; }

    /// <summary>How many recorded states were compared with an earlier run's account of the same state.</summary>
    public int StatesCompared { get; private set; }

    /// <inheritdoc/>
    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => _starts.TryGetValue(task, out var start)
        ? ValueTask.FromResult<IEpisode>(new RecordedEpisode(task, start, _returnOf))
        : throw new GleanerException($"No run of {task} was recorded.");

    private Contradiction? Add(Trajectory run, int number)
    {
        var text = run.Turns.IsEmpty ? run.Final.Text : run.Turns[0].Observation.Text;
        var seen = new RecordedState(number, text, 0, wasPossible: true, isDone: false);
        var state = _starts.TryAdd(run.Task, seen) ? seen : _starts[run.Task];
        for (var step = 0; ; step++)
        {
            var isKnown = !ReferenceEquals(state, seen);
            StatesCompared += isKnown ? 1 : 0;
            if (isKnown && state.Merge(seen, step < run.Length) is { } difference)
            {
                return new Contradiction(
                    run.Task, state.Run, number, step, step == 0 ? null : run.Turns[step - 1].Action, difference.What, difference.Difference);
            }

            if (step == run.Length)
            {
                return null;
            }

            var turn = run.Turns[step];
            var isLast = step + 1 == run.Length;
            seen = new RecordedState(
                number,
                isLast ? run.Final.Text : run.Turns[step + 1].Observation.Text,
                turn.Reward,
                turn.WasPossible,
                isLast && run.StopReason == StopReason.Done);
            state = state.Add(turn.Action, seen);
        }
    }
}
