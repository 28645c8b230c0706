using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Episodes;

/// <summary>
/// A task being played, with a simulator of its own until it is disposed. Rewards are changes of the raw score, −2..1, the
/// first counted from 0, so that the sum of the first n is the raw score after n actions. The answer to an ambiguous action is a
/// menu, whose numbers are then the actions.
/// </summary>
public sealed class ScienceWorldEpisode : IExplainedEpisode
{
    private readonly SimulatorLease _lease;
    private readonly EpisodeSettings _settings;
    private SimulatorStep _last;
    private double _rewarded;
    private bool _isDisposed;

    internal ScienceWorldEpisode(SimulatorLease lease, ScienceWorldTask task, EpisodeSettings settings, string description, SimulatorStep first)
    {
        _lease = lease;
        _settings = settings;
        _last = first;
        World = task;
        Observation = new Observation(settings.FirstObservation(description, first.Observation));
    }

    /// <inheritdoc/>
    public TaskId Task => World.Id;

    /// <summary>The task by name and variation.</summary>
    public ScienceWorldTask World { get; }

    /// <inheritdoc/>
    public Observation Observation { get; private set; }

    /// <summary>As in the original: the task is completed, has failed, or took more moves than the limit.</summary>
    public bool IsDone => IsCompleted || HasFailed || Moves > _settings.StepLimit;

    /// <summary>The raw score by the rule of the settings, 0..1; 0 before the first action, as all measures have it.</summary>
    public double Return => Math.Max(0, _settings.Return == ScoreRule.Highest ? HighestRawScore : _rewarded);

    /// <summary>The simulator's score: the share of the sub-goals that are done, or −1 once the task has failed.</summary>
    public double RawScore => _last.RawScore;

    /// <summary>
    /// The highest raw score after an action, 0 before the first. What the look that begins an episode scores counts from the first
    /// action on, as in ETO: an action that fails the task at once leaves nothing.
    /// </summary>
    public double HighestRawScore { get; private set; }

    /// <summary>The official score, −100..100.</summary>
    public int Score => ScienceWorldScore.Official(RawScore);

    /// <summary>Whether all ordered sub-goals are done.</summary>
    public bool IsCompleted => _last.IsCompleted;

    /// <summary>Whether the task can no longer be completed, mostly because the agent focused on the wrong thing.</summary>
    public bool HasFailed => Score < 0;

    /// <summary>Ticks of the world so far.</summary>
    public int Moves => _last.Moves;

    /// <summary>Performs an action.</summary>
    /// <param name="action">What the simulator is to do, or a whole turn with a thought before it (<see cref="ScienceWorldAction"/>).</param>
    /// <param name="cancellationToken">Stops waiting; the simulator is not used again then.</param>
    /// <exception cref="EnvironmentFailedException">The simulator failed.</exception>
    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var step = await Simulator.StepAsync(ScienceWorldAction.InputIn(action), cancellationToken).ConfigureAwait(false);
        var reward = step.RawScore - _rewarded;
        _last = step;
        _rewarded = step.RawScore;
        HighestRawScore = Math.Max(HighestRawScore, step.RawScore);
        Observation = new Observation(step.Observation);
        return new StepResult(Observation, reward, IsDone, !Replies.IsRefusal(step.Observation));
    }

    /// <summary>All actions that the world takes now. Slow: ask only when needed.</summary>
    /// <exception cref="EnvironmentFailedException">The simulator failed.</exception>
    public ValueTask<ImmutableArray<string>> ListValidActionsAsync(CancellationToken cancellationToken) => Simulator.ListValidActionsAsync(cancellationToken);

    /// <summary>The simulator's table of sub-goals, and which are done.</summary>
    /// <exception cref="EnvironmentFailedException">The simulator failed.</exception>
    public ValueTask<string> ExplainReturnAsync(CancellationToken cancellationToken) => Simulator.DescribeProgressAsync(cancellationToken);

    /// <summary>Gives the simulator back.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return _lease.DisposeAsync();
    }

    private IScienceWorldSimulator Simulator
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _lease.Simulator;
        }
    }
}

/// <summary>Raw scores and the official ones.</summary>
public static class ScienceWorldScore
{
    /// <summary>Python's <c>round(100 * raw)</c>: to the nearest, halves to even.</summary>
    /// <param name="raw">The simulator's score, −1..1.</param>
    /// <returns>−100..100.</returns>
    public static int Official(double raw) => (int)Math.Round(100 * raw, MidpointRounding.ToEven);
}
