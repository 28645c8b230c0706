using Gleaner.Randomness;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Policies;

/// <summary>What a policy is given of an episode: its history and what is seen now.</summary>
public sealed class OpenEpisode
{
    private readonly List<Turn> _turns = [];

    internal OpenEpisode(TaskId task, Observation observation, RandomStream random)
    {
        Task = task;
        Observation = observation;
        Random = random;
    }

    /// <summary>An episode in the middle of its history, for asking a policy outside of a rollout.</summary>
    /// <param name="task">The task.</param>
    /// <param name="turns">The turns so far.</param>
    /// <param name="observation">What is seen now.</param>
    /// <param name="random">The random stream that the policy draws from.</param>
    public static OpenEpisode Of(TaskId task, IEnumerable<Turn> turns, Observation observation, RandomStream random)
    {
        var episode = new OpenEpisode(task, observation, random);
        episode._turns.AddRange(turns);
        return episode;
    }

    /// <summary>The task.</summary>
    public TaskId Task { get; }

    /// <summary>The turns so far, the expert's prefix included.</summary>
    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>What is seen now.</summary>
    public Observation Observation { get; private set; }

    /// <summary>The episode's own random stream.</summary>
    public RandomStream Random { get; }

    /// <summary>Whatever the session keeps for the episode (a cache slot, for example); nobody else touches it.</summary>
    public object? SessionState { get; set; }

    internal void Add(Turn turn, Observation next)
    {
        _turns.Add(turn);
        Observation = next;
    }
}
