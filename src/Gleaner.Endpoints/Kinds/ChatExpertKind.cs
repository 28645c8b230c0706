using Gleaner.Endpoints.Collecting;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;

namespace Gleaner.Endpoints.Kinds;

/// <summary>A chat model behind an endpoint, as an expert.</summary>
public sealed class ChatExpertKind : ExpertKind<ChatExpertConfig>
{
    /// <inheritdoc/>
    public override string Name => "chat";

    /// <inheritdoc/>
    public override string Summary => "Asks a chat model behind an endpoint, in any environment.";

    /// <inheritdoc/>
    public override ChatExpertConfig Read(SectionReader reader)
    {
        var name = ReadName(reader, Name);
        return new ChatExpertConfig(
            name,
            EndpointConfig.Read(reader),
            ChatAgentConfig.Read(reader),
            new Seed(reader.Value("seed", ValueKind.Seed, "0", "Names its episodes, so that a resumed run finds what it has asked before.")),
            reader.Value("evaluate", ValueKind.Flag, "false", "Let it play the test tasks too, so that tables have its results; that is paid for like the rest."),
            reader.Value("simulated", ValueKind.Flag, "false", "Say so where a script answers behind the endpoint: the report then calls it simulated."));
    }

    /// <inheritdoc/>
    public override string Describe(ChatExpertConfig config) => config.IsSimulated
        ? $"A script behind a chat endpoint, under the name {config.Endpoint.Model}."
        : $"The chat model {config.Endpoint.Model}.";

    /// <inheritdoc/>
    public override bool? IsSimulated(ChatExpertConfig config) => config.IsSimulated;

    /// <inheritdoc/>
    public override IExpert Create(ChatExpertConfig config, World world, int maxTurns) =>
        new ChatExpert(config, config.Agent.AgentIn(world, config.Name, config.Endpoint.Model));
}

/// <summary>What the section of a chat expert says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Endpoint">Where it is, and how it is dealt with.</param>
/// <param name="Agent">How it is made an agent.</param>
/// <param name="Seed">Names its episodes.</param>
/// <param name="IsEvaluated">Whether it plays the test tasks too, which is paid for like the rest.</param>
/// <param name="IsSimulated">Whether a script answers behind the endpoint.</param>
public sealed record ChatExpertConfig(
    string Name, EndpointConfig Endpoint, ChatAgentConfig Agent, Seed Seed, bool IsEvaluated, bool IsSimulated) : ExpertConfig(Name);
