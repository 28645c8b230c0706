using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Prompts;
using Gleaner.Experiments;
using Gleaner.Http;
using Gleaner.IO;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Kinds;

/// <summary>Makes clients and agents of what configurations say.</summary>
public static class EndpointAccess
{
    /// <summary>Makes a client for an endpoint; dispose <see cref="ChatEndpoint.Client"/> in the end.</summary>
    /// <exception cref="GleanerException">The key's variable is not set.</exception>
    public static ChatEndpoint Open(this EndpointConfig config)
    {
        var key = KeyOf(config.KeyVariable);
        return new ChatEndpoint
        {
            Name = $"{config.Model} at {config.Address}",
            Client = new OpenAIChat(new OpenAIEndpointOptions(config.Address, config.Model) { Key = key, Tokens = config.Tokens, UsesCompletionLimit = config.UsesCompletionLimit }),
            Key = key,
            Calls = config.Calls,
            Prices = config.Prices,
            Budget = config.Budget,
        };
    }

    /// <summary>The key that an environment variable holds; null without a variable.</summary>
    /// <exception cref="GleanerException">The variable is not set.</exception>
    internal static Secret? KeyOf(string? variable) => variable is null ? null : Secret.FromEnvironment(variable);

    /// <summary>The agent that a chat model is in a world.</summary>
    /// <param name="config">What the configuration says of it.</param>
    /// <param name="world">Where it plays.</param>
    /// <param name="name">Its name in trajectories.</param>
    /// <param name="model">The model's name at the endpoint.</param>
    /// <exception cref="GleanerException">The examples cannot be read.</exception>
    public static ChatPolicyOptions AgentIn(this ChatAgentConfig config, World world, string name, string model)
    {
        var rules = config.Style == PromptStyle.Student ? world.Rules : EnvironmentRules.For(world.Environment.Name, world.Rules);
        return new ChatPolicyOptions(name, model, new AgentPrompt(rules, config.Style, ReadExamples(config.FewShot, world.Environment.SuccessThreshold)))
        {
            IsStrict = config.IsStrict,
            Corrections = config.Corrections,
            Window = config.Window,
            MaxReplyTokens = config.MaxReplyTokens,
            SendsTemperature = config.SendsTemperature,
            OnFailure = config.OnFailure,
        };
    }

    private static IReadOnlyList<Trajectory> ReadExamples(FewShotConfig config, double successThreshold)
    {
        if (config.File is not { } file || config.Count == 0)
        {
            return [];
        }

        try
        {
            // A reply without an action is no example of a form to keep to.
            var examples = TrajectoryJsonLines.Read(InputFile.OpenRead(file), file)
                .Where(trajectory => trajectory.IsPositive(successThreshold) && !trajectory.Turns.Any(turn => turn.IsMalformed)).Take(config.Count).ToList();
            return examples.Count == config.Count
                ? examples
                : throw new GleanerException($"{file}: it has {examples.Count} successes that can be shown, and 'few_shot.count' asks for {config.Count}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: the examples of 'few_shot.file' cannot be read: {exception.Message}", exception);
        }
    }
}
