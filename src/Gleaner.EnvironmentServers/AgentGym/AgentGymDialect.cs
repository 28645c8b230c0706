using System.Collections.Frozen;
using System.Text.Json;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.Environments;

namespace Gleaner.EnvironmentServers.AgentGym;

/// <summary>
/// How one of AgentGym's environments spells the protocol that all of them share: a session is made by <c>POST /create</c>, plays by
/// <c>/reset</c> and <c>/step</c>, and ends by <c>/close</c>. As it is, this class speaks like most of them (TextCraft, ScienceWorld):
/// <code>
/// POST /create                          {"id": 7}
/// POST /reset {"id": 7, "data_idx": 3}  {"observation": "…", "reward": 0.0, "done": false}
/// POST /step  {"id": 7, "action": "…"}  {"observation": "…", "reward": 0.5, "done": false}
/// GET  /observation?id=7                "…"
/// POST /close {"id": 7}                 {"closed": true}
/// </code>
/// Derive from it where clients of an environment expect other names, shapes or paths. Thread-safe.
/// </summary>
/// <param name="environment">What is served.</param>
public class AgentGymDialect(IServedEnvironment environment)
{
    private static readonly FrozenDictionary<string, Action<Utf8JsonWriter, IEpisode>> CommonViews = new Dictionary<string, Action<Utf8JsonWriter, IEpisode>>
    {
        ["/observation"] = static (json, episode) => json.WriteStringValue(episode.Observation.Text),
    }.ToFrozenDictionary();

    /// <summary>What is served.</summary>
    public IServedEnvironment Environment { get; } = environment ?? throw new ArgumentNullException(nameof(environment));

    /// <summary>The session's number in requests: <c>id</c> or <c>env_idx</c>.</summary>
    public virtual string SessionField => "id";

    /// <summary>The task's number in <c>/reset</c>. A reset without it plays the next drawn task.</summary>
    public virtual string TaskField => "data_idx";

    /// <summary>How many tasks the original has drawn for a new session before anybody resets it, at least 1; the last of them is what it shows.</summary>
    public virtual int DrawsOfNew => 1;

    /// <summary>What <c>GET</c> answers of a session's episode, by path.</summary>
    public virtual IReadOnlyDictionary<string, Action<Utf8JsonWriter, IEpisode>> Views => CommonViews;

    /// <summary>Says that there is no such task.</summary>
    /// <param name="number">The number that was asked for.</param>
    public virtual string NoTask(long number) => $"There is no task number {number}: there are 0..{Environment.TaskCount - 1}.";

    /// <summary>Writes the answer to <c>/create</c>.</summary>
    /// <param name="json">Takes the answer.</param>
    /// <param name="session">The new session's number.</param>
    public virtual void WriteCreated(Utf8JsonWriter json, int session)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber(SessionField, session);
        json.WriteEndObject();
    }

    /// <summary>Writes the answer to <c>/reset</c>.</summary>
    /// <param name="json">Takes the answer.</param>
    /// <param name="episode">What has just been started.</param>
    public virtual void WriteReset(Utf8JsonWriter json, IEpisode episode) => WriteProgress(json, episode);

    /// <summary>
    /// Writes the answer to <c>/step</c>. AgentGym's evaluation takes the last reward as the trajectory's return, so it is the return so far.
    /// </summary>
    /// <param name="json">Takes the answer.</param>
    /// <param name="episode">What is played.</param>
    /// <param name="result">What the step came to.</param>
    public virtual void WriteStep(Utf8JsonWriter json, IEpisode episode, StepResult result) => WriteProgress(json, episode);

    private static void WriteProgress(Utf8JsonWriter json, IEpisode episode)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(episode);
        json.WriteStartObject();
        json.WriteString("observation", episode.Observation.Text);
        json.WritePropertyName("reward");
        PythonNumbers.WriteFloat(json, episode.Return);
        json.WriteBoolean("done", episode.IsDone);
        json.WriteEndObject();
    }
}
