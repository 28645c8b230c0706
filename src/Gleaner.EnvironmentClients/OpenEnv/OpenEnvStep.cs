using System.Text.Json;
using Gleaner.EnvironmentClients.Http;

namespace Gleaner.EnvironmentClients.OpenEnv;

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
