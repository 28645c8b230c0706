using Gleaner.CommandLine.Configuration.Endpoints;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;
using Gleaner.Randomness;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>A chat model behind an endpoint.</summary>
internal sealed record ChatExpertConfig : ExpertConfig
{
    public const string Kind = "chat";

    public required EndpointConfig Endpoint { get; init; }

    public required ChatAgentConfig Agent { get; init; }

    public required Seed Seed { get; init; }

    /// <summary>Whether it plays the test tasks too, which is paid for like the rest.</summary>
    public required bool IsEvaluated { get; init; }

    public required bool Simulated { get; init; }

    public override string Description => Simulated
        ? $"A script behind a chat endpoint, under the name {Endpoint.Model}."
        : $"The chat model {Endpoint.Model}.";

    public override bool? IsSimulated => Simulated;

    public override void Check(EnvironmentConfig environment, SectionReader reader)
    {
    }

    public override IExpert Create(World world, int maxTurns) => new ChatExpert(this, Agent.For(world, Name, Endpoint.Model));

    internal static ChatExpertConfig ReadChat(SectionReader reader) => new()
    {
        Name = reader.Value("name", ValueKind.Name, Kind, "Its name in tables and under `methods`; different for each expert."),
        Endpoint = EndpointConfig.Read(reader),
        Agent = ChatAgentConfig.Read(reader),
        Seed = new Seed(reader.Value("seed", ValueKind.Seed, "0", "Names its episodes, so that a run that is gone on with finds what it has asked before.")),
        IsEvaluated = reader.Value("evaluate", ValueKind.Flag, "false", "Let it play the test tasks too, so that tables have its results; that is paid for like the rest."),
        Simulated = reader.Value("simulated", ValueKind.Flag, "false", "Say so where a script answers behind the endpoint: the report then calls it simulated."),
    };
}
