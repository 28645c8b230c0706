using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Scoring;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld;

/// <summary>
/// ScienceWorld (Wang et al. 2022), played by the user's own <c>scienceworld.jar</c> on the user's own Java. Every open episode
/// has a simulator, a process of its own; they are kept for the next episodes and end with <see cref="DisposeAsync"/>, or with us
/// however we end. A task's id says with which simplifications it is played.
/// </summary>
public sealed class ScienceWorldEnvironment : IEnvironment, IAsyncDisposable
{
    private readonly EpisodeSettings _settings;

    internal ScienceWorldEnvironment(SimulatorPool simulators, EpisodeSettings settings, string jar = "")
    {
        if (settings.StepLimit < 1)
        {
            throw new GleanerException($"The step limit of ScienceWorld is {settings.StepLimit}; it must be at least 1.");
        }

        Simulators = simulators;
        _settings = settings;
        Jar = jar;
    }

    /// <inheritdoc/>
    public string Name => "scienceworld";

    /// <summary>A trajectory is positive iff the task was completed: the raw score is 1 then and less before.</summary>
    public double SuccessThreshold => 1;

    /// <summary>The scores of the literature, each under its own name.</summary>
    public IReadOnlyList<Measure> Measures => ScienceWorldMeasures.All;

    /// <summary>As many as there are simulators.</summary>
    public int MaxOpenEpisodes => Simulators.Size;

    /// <summary>The limit of a task's type under the settings' rule.</summary>
    public int MaxTurns(TaskId task) => _settings.TurnLimitOf(ScienceWorldTask.Parse(task));

    /// <summary>By the settings: never, or where nothing but the order of listed things and the readings of thermometers differ.</summary>
    public bool ShowsSameState(string recorded, string seen) =>
        _settings.Comparison == ReplayComparison.Tolerant && TolerantText.IsSameState(recorded, seen);

    /// <summary>A simulator in another process takes milliseconds for a step.</summary>
    public bool RecordsTexts => true;

    // Its own limits hold, of loading and of steps.
    TimeSpan? IEnvironment.TurnTime => Timeout.InfiniteTimeSpan;

    /// <summary>Path of the jar that is run.</summary>
    public string Jar { get; }

    /// <summary>The simulators, for what is not an episode: gold paths, names of tasks.</summary>
    public SimulatorPool Simulators { get; }

    /// <summary>Finds the jar and Java. Simulators are started when they are needed.</summary>
    /// <param name="simulators">Which simulators, and how many; null for the defaults.</param>
    /// <param name="episodes">How episodes begin, end and are counted; null for the defaults.</param>
    /// <exception cref="GleanerException">There is no jar or no Java; the message says how to install them.</exception>
    public static ScienceWorldEnvironment Open(SimulatorOptions? simulators = null, EpisodeSettings? episodes = null)
    {
        var options = (simulators ?? new SimulatorOptions()).Checked();
        var factory = new JavaSimulatorFactory(options, new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals), new SystemHost());
        return new ScienceWorldEnvironment(new SimulatorPool(factory, options), episodes ?? new EpisodeSettings(), factory.Jar);
    }

    /// <summary>Starts a task.</summary>
    /// <exception cref="EnvironmentFailedException">The simulator failed while it loaded the task.</exception>
    /// <exception cref="GleanerException">There is no such task, or no simulator starts.</exception>
    public async ValueTask<ScienceWorldEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        var world = ScienceWorldTask.Parse(task);
        while (true)
        {
            var lease = await Simulators.RentAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var first = await lease.Simulator.LoadAsync(world, withGoldPath: false, cancellationToken).ConfigureAwait(false);
                var description = await lease.Simulator.DescribeTaskAsync(cancellationToken).ConfigureAwait(false);
                return new ScienceWorldEpisode(lease, world, _settings, description, first);
            }
            catch (EnvironmentFailedException) when (lease.WasUsedBefore)
            {
                // Nothing was played yet, and what an earlier episode did to the simulator is not this one's failure: a fresh one decides.
                await lease.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await lease.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    async ValueTask<IEpisode> IEnvironment.ResetAsync(TaskId task, CancellationToken cancellationToken) =>
        await ResetAsync(task, cancellationToken).ConfigureAwait(false);

    /// <summary>The simulator's scripted solution of a task; it is worked out by playing the task once.</summary>
    /// <exception cref="EnvironmentFailedException">The simulator failed.</exception>
    /// <exception cref="GleanerException">There is no such task, or no simulator starts.</exception>
    public async ValueTask<ImmutableArray<string>> ListGoldActionsAsync(ScienceWorldTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var lease = await Simulators.RentAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            await lease.Simulator.LoadAsync(task, withGoldPath: true, cancellationToken).ConfigureAwait(false);
            return await lease.Simulator.ListGoldActionsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the simulators.</summary>
    public ValueTask DisposeAsync() => Simulators.DisposeAsync();
}

/// <summary>What a chat model is told about ScienceWorld.</summary>
public static class ScienceWorldRules
{
    /// <summary>The system message.</summary>
    public const string Text =
        """
        You are in a small world of rooms with things to use for science. The first message tells your task; every other one
        tells what came of your last action. Answer with exactly one action and nothing else. Actions are:
        look around; inventory; task; look at X; look in X; read X
        go to PLACE; open X; close X; activate X; deactivate X; flush X; eat X
        pick up X; put down X; move X to Y; pour X into Y; dunk X into Y; mix X; use X on Y
        connect X to Y; disconnect X; focus on X; wait1 (for a moment); wait (for ten)
        teleport to PLACE, where that is allowed
        X and Y are things as you see them named. Focus only on what the task asks for: a wrong focus fails it.
        If you are asked which of several you mean, answer with the number.
        """;
}
