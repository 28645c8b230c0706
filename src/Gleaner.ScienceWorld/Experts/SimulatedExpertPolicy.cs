using System.Collections.Concurrent;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>
/// A simulated expert: it knows the scripted solution of each task and spoils it by stated rules (<see cref="FaultRates"/>), drawn
/// per task. It does not look at what its actions lead to, except to choose a wrong door or thing.
/// </summary>
/// <param name="name">Its name; part of what is drawn.</param>
/// <param name="paths">The solutions.</param>
/// <param name="rates">How often they are spoilt.</param>
/// <param name="seed">The seed of what is drawn.</param>
/// <exception cref="GleanerException">A rate is not a probability.</exception>
public sealed class SimulatedExpertPolicy(string name, IGoldPaths paths, FaultRates rates, Seed seed) : IPolicy
{
    private readonly FaultRates _rates = rates.Checked();

    // One task is asked for by every episode and test of it; a solution takes the simulator seconds.
    private readonly ConcurrentDictionary<TaskId, Lazy<Task<SpoiltPath>>> _drawn = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new Session(this);

    private async Task<SpoiltPath> DrawAsync(TaskId task, CancellationToken cancellationToken)
    {
        var gold = await paths.FindAsync(task, cancellationToken).ConfigureAwait(false);
        return SpoiltPath.Draw(gold, _rates, seed.Derive("scienceworld-expert", name, task.Value).ToStream());
    }

    private async ValueTask<Decision> DecideAsync(OpenEpisode episode, CancellationToken cancellationToken)
    {
        var drawn = _drawn.GetOrAdd(episode.Task, task => new Lazy<Task<SpoiltPath>>(() => DrawAsync(task, cancellationToken)));
        var path = await drawn.Value.ConfigureAwait(false);
        return new Decision(path.ActionIn(episode));
    }

    private sealed class Session(SimulatedExpertPolicy policy) : IPolicySession
    {
        // Together, because several simulators may be at work on solutions.
        public async ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            await Task.WhenAll(episodes.Select(episode => policy.DecideAsync(episode, cancellationToken).AsTask())).ConfigureAwait(false);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>
/// How often a simulated expert spoils the scripted solution of a task. Rates are probabilities in 0..1, drawn once for each task
/// and each rule, so that several faults may meet. An expert without faults plays the solution as it is.
/// </summary>
public sealed record FaultRates
{
    /// <summary>One action, any but a look around, is left out.</summary>
    public double SkipsStep { get; init; }

    /// <summary>One <c>go to</c> leads through another open door that was last seen, and the rest is done there as if nothing had happened.</summary>
    public double TakesWrongDoor { get; init; }

    /// <summary>
    /// The last <c>focus on</c> is on another thing that was last seen. That fails the task, or is not understood where the thing
    /// was seen in another room: of 150 recorded solutions, 111 look around in the room of their last focus.
    /// </summary>
    public double FocusesOnWrongThing { get; init; }

    /// <summary>The expert gives up somewhere in the second half.</summary>
    public double StopsEarly { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="GleanerException">A rate is not a probability.</exception>
    internal FaultRates Checked()
    {
        foreach (var (name, rate) in new[]
        {
            (nameof(SkipsStep), SkipsStep), (nameof(TakesWrongDoor), TakesWrongDoor),
            (nameof(FocusesOnWrongThing), FocusesOnWrongThing), (nameof(StopsEarly), StopsEarly),
        })
        {
            if (rate is not (>= 0 and <= 1))
            {
                throw new GleanerException($"{name} of a simulated expert is {rate}; a rate is a probability, 0..1.");
            }
        }

        return this;
    }
}
