using System.Text.Json.Nodes;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>
/// How the server of one of AgentGym's environments is spoken to. All have <c>/create</c>, <c>/reset</c>, <c>/step</c> and
/// <c>/observation</c>; they differ in the names of the fields and in what is the reward. Read from WooooDyy/AgentGym, the
/// packages <c>agentenv-*</c> and the clients in <c>agentenv/envs</c>.
/// </summary>
/// <param name="Name">The environment's name in task ids and configurations: <c>sciworld</c>.</param>
/// <param name="Package">The Python package of the server, for messages.</param>
/// <param name="SessionField">The session's id in requests: <c>id</c> or <c>env_idx</c>.</param>
/// <param name="TaskField">The task's number in <c>/reset</c>.</param>
/// <param name="MaxTurns">Turns of a trajectory in AgentGym's evaluation.</param>
public sealed record AgentGymProtocol(string Name, string Package, string SessionField, string TaskField, int MaxTurns)
{
    /// <summary>The path before <c>/create</c> and the rest; empty for most.</summary>
    public string Path { get; init; } = "";

    /// <summary>The body of <c>/create</c> as JSON; null for none.</summary>
    public string? CreateBody { get; init; }

    /// <summary>The field with the new session's id in the reply to <c>/create</c>; null if the reply is the id itself.</summary>
    public string? CreatedField { get; init; }

    /// <summary>Fields that every <c>/reset</c> has besides session and task, as JSON.</summary>
    public string ResetExtras { get; init; } = "{}";

    /// <summary>What the agent sees first.</summary>
    public StartText Start { get; init; } = StartText.Observe;

    /// <summary>The observation in the reply to <c>/step</c>.</summary>
    public string ObservationField { get; init; } = "observation";

    /// <summary>The reward in the reply to <c>/step</c>; the last one is the trajectory's return.</summary>
    public string RewardField { get; init; } = "reward";

    /// <summary>What a full reward is on the server; returns are divided by it, so that 1 is full everywhere.</summary>
    public double FullReward { get; init; } = 1;

    /// <summary>The return, divided by <see cref="FullReward"/>, from which on a trajectory is a success.</summary>
    public double SuccessThreshold { get; init; } = 1;

    /// <summary>The fields in the reply to <c>/step</c> any of which, when true, ends the task.</summary>
    public IReadOnlyList<string> DoneFields { get; init; } = ["done"];

    /// <summary>The most sessions that the server can keep apart.</summary>
    public int MaxSessions { get; init; } = int.MaxValue;

    /// <summary>Where the action stands in what chat models answered, in recordings.</summary>
    public AnswerForm Answer { get; init; }

    /// <summary>What it takes so that the server's tasks are the same after it was started again; null where nothing is needed.</summary>
    internal string? RepeatAdvice { get; init; }

    /// <summary>What a chat model is told about the environment and its actions.</summary>
    public string Rules => AgentGymRules.Of(Name);

    internal JsonObject? Create() => CreateBody is null ? null : JsonNode.Parse(CreateBody)!.AsObject();

    internal JsonObject Reset(long session, int task)
    {
        var body = JsonNode.Parse(ResetExtras)!.AsObject();
        body[SessionField] = session;
        body[TaskField] = task;
        return body;
    }

    internal JsonObject Step(long session, string action) => new() { [SessionField] = session, ["action"] = action };

    internal JsonObject Close(long session) => new() { [SessionField] = session };
}

/// <summary>What the agent sees first, as the Python client of the environment shows it.</summary>
public enum StartText
{
    /// <summary>The observation in the reply to <c>/reset</c>.</summary>
    OfReset,

    /// <summary>The task's description, a line feed, then the observation of the reset (ScienceWorld).</summary>
    DescriptionThenReset,

    /// <summary>The observation of the reset, then a line with the actions that are possible (ALFWorld).</summary>
    ResetThenActions,

    /// <summary>What <c>/observation</c> replies after the reset, whose own reply is not that text in every environment.</summary>
    Observe,
}

/// <summary>Where the action stands in what a chat model answered, by the Python client of the environment.</summary>
public enum AnswerForm
{
    /// <summary>After <c>Action:</c>, thoughts before it; all of it where that is missing.</summary>
    AfterAction,

    /// <summary>All of it: the server takes thoughts and action apart.</summary>
    Whole,

    /// <summary>Between <c>```sql</c> and <c>```</c>.</summary>
    SqlBlock,
}
