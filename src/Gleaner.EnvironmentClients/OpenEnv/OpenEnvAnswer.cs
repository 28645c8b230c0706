using System.Text.Json;
using Gleaner.EnvironmentClients.Http;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>A server's message: an answer, or an error with its code.</summary>
/// <param name="Data">What came with it.</param>
/// <param name="ErrorCode">The code of an error; null for an answer.</param>
internal readonly record struct OpenEnvAnswer(JsonReply Data, string? ErrorCode)
{
    /// <summary>The server has no room for another session.</summary>
    public const string CapacityReached = "CAPACITY_REACHED";

    /// <summary>The action does not fit the server's schema; nothing was done.</summary>
    public const string ValidationError = "VALIDATION_ERROR";

    public static OpenEnvAnswer Read(JsonReply message) => message.Text("type") switch
    {
        "observation" => new OpenEnvAnswer(message.Member("data"), null),
        "error" => new OpenEnvAnswer(message.Member("data"), message.Member("data").Text("code")),
        var other => throw ServerFailures.Error(message.Call, $"an observation was expected, but '{ServerFailures.Excerpt(other)}' arrived."),
    };

    /// <summary>The answer's data.</summary>
    /// <exception cref="Environments.EnvironmentFailedException">It is an error.</exception>
    public JsonReply RequireData() => ErrorCode is null ? Data : throw Failure();

    public Environments.EnvironmentFailedException Failure() => ServerFailures.Error(
        Data.Call, $"the server reports {ServerFailures.Excerpt(ErrorCode ?? "nothing")}: {Data.Excerpt()}");
}

/// <summary>What a server replies to a reset or a step.</summary>
/// <param name="Observation">The observation's fields.</param>
/// <param name="Reward">The step's reward; 0 if the server gave none.</param>
/// <param name="IsDone">Whether the episode has ended.</param>
internal readonly record struct OpenEnvStep(JsonReply Observation, double Reward, bool IsDone)
{
    public static OpenEnvStep Read(JsonReply data)
    {
        var observation = data.Member("observation");
        if (observation.Value.ValueKind != JsonValueKind.Object)
        {
            throw ServerFailures.Error(data.Call, $"'observation' should be an object: {observation.Excerpt()}");
        }

        // OpenEnv's reward is a number, a truth value or nothing.
        var reward = data.Find("reward")?.ValueKind switch
        {
            null or JsonValueKind.Null => 0,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => data.Number("reward"),
        };
        return new OpenEnvStep(observation, reward, data.Flag("done"));
    }
}
