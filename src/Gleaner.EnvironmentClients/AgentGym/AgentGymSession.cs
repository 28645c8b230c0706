using System.Text.Json;
using Gleaner.EnvironmentClients.Http;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>One session on the server. It plays one task after the other, each from its reset. Not thread-safe.</summary>
/// <param name="server">The server.</param>
/// <param name="options">How it is spoken to.</param>
/// <param name="id">The server's name for the session.</param>
internal sealed class AgentGymSession(JsonServer server, AgentGymOptions options, long id)
{
    private AgentGymProtocol Protocol => options.Protocol;

    public long Id => id;

    /// <summary>Whether the last call came to a good end, so that the session's state is known.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Whether a task was played in it before.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Makes a session. If the reply is lost, and the request sent again, one stays on the server that nobody closes.</summary>
    public static async Task<AgentGymSession> CreateAsync(JsonServer server, AgentGymOptions options, CancellationToken cancellationToken)
    {
        var protocol = options.Protocol;
        var reply = RefuseError(await server
            .PostAsync(protocol.Path + "/create", protocol.Create(), options.StartTimeout, isRepeatable: true, cancellationToken)
            .ConfigureAwait(false));
        var id = protocol.CreatedField is { } field ? reply.Member(field) : reply;
        return id.Value.TryGetInt64OrNull() is { } number
            ? new AgentGymSession(server, options, number)
            : throw ServerFailures.Error(reply.Call, $"the session's id should be a whole number: {reply.Excerpt()}");
    }

    /// <summary>Starts a task; starting it twice does no harm.</summary>
    /// <returns>What the agent sees first.</returns>
    public async Task<string> ResetAsync(int task, CancellationToken cancellationToken)
    {
        IsSound = false;
        var reply = RefuseError(await server
            .PostAsync(Protocol.Path + "/reset", Protocol.Reset(id, task), options.StartTimeout, isRepeatable: true, cancellationToken)
            .ConfigureAwait(false));
        var text = Protocol.Start switch
        {
            StartText.OfReset => reply.Text("observation"),
            StartText.DescriptionThenReset => reply.Text("task_description") + "\n" + reply.Text("observation"),
            StartText.ResetThenActions =>
                $"{reply.Text("observation")}\nAVAILABLE ACTIONS: {string.Join(',', reply.Texts("available_actions"))}",
            StartText.Observe => await ObserveAsync(cancellationToken).ConfigureAwait(false),
            var start => throw new InvalidOperationException($"{start} is unknown."),
        };
        (IsSound, IsUsed) = (true, true);
        return text;
    }

    /// <summary>Performs an action. It is never sent twice if the server may have got it.</summary>
    public async Task<AgentGymStep> StepAsync(string action, CancellationToken cancellationToken)
    {
        IsSound = false;
        var reply = RefuseError(await server
            .PostAsync(Protocol.Path + "/step", Protocol.Step(id, action), options.StepTimeout, isRepeatable: false, cancellationToken)
            .ConfigureAwait(false));
        var step = new AgentGymStep(
            reply.Text(Protocol.ObservationField),
            reply.Number(Protocol.RewardField) / Protocol.FullReward,
            Protocol.DoneFields.Aggregate(false, (done, field) => reply.Flag(field) || done));
        IsSound = true;
        return step;
    }

    /// <summary>Closes the session: one request, any answer is good, for many servers have no such path.</summary>
    public Task CloseAsync() =>
        server.KnockAsync(HttpMethod.Post, Protocol.Path + "/close", Protocol.Close(id), options.CloseTimeout, CancellationToken.None);

    private async Task<string> ObserveAsync(CancellationToken cancellationToken)
    {
        var reply = RefuseError(await server
            .GetAsync($"{Protocol.Path}/observation?{Protocol.SessionField}={id}", options.StartTimeout, cancellationToken)
            .ConfigureAwait(false));
        return reply.Text();
    }

    private static JsonReply RefuseError(JsonReply reply) => reply.Find("error") is { ValueKind: not JsonValueKind.Null } error
        ? throw ServerFailures.Error(reply.Call, $"the server reports an error: {ServerFailures.Excerpt(error.GetRawText())}")
        : reply;
}

/// <summary>The server's answer to an action.</summary>
/// <param name="Observation">What the agent sees.</param>
/// <param name="Return">The return so far, where 1 is full.</param>
/// <param name="IsDone">Whether the task has ended.</param>
internal readonly record struct AgentGymStep(string Observation, double Return, bool IsDone);
