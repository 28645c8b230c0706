using Gleaner.Endpoints.Collecting;
using Gleaner.Endpoints.Judging;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Randomness;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints;

/// <summary>What chat endpoints bring to experiments.</summary>
public static class EndpointKinds
{
    /// <summary>The chat expert, the chat judge, and the notes of what calls took.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new ChatExpertKind(), new ChatJudgeKind(), new SpendingNotes()];
}

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
            reader.Value("simulated", ValueKind.Flag, "false", "Set it where a script answers behind the endpoint; the report then calls it simulated."));
    }

    /// <inheritdoc/>
    public override string Describe(ChatExpertConfig config) => config.IsSimulated
        ? $"A script behind a chat endpoint, under the name {config.Endpoint.Model}."
        : $"The chat model {config.Endpoint.Model}.";

    /// <inheritdoc/>
    public override bool? IsSimulated(ChatExpertConfig config) => config.IsSimulated;

    /// <inheritdoc/>
    public override IEnumerable<PreflightCheck> Checks(ChatExpertConfig config)
    {
        var key = $"experts.{config.Name}";
        return
        [
            .. config.Agent.FewShot is { File: { } file, Count: > 0 } ? new[] { new FileCheck($"{key}.few_shot.file", file) } : [],
            .. config.Endpoint.Checks(key),
            new EndpointCheck(config.Name, Author.Expert, config.Endpoint, config.Agent, config.Seed, $"{RunLayout.Expert(config.Name)}/{ChatExpert.CallsFile}"),
        ];
    }

    /// <inheritdoc/>
    public override IExpert Create(ChatExpertConfig config, World world, int maxTurns) =>
        new ChatExpert(config, config.Agent.AgentIn(world, config.Name, config.Endpoint.Model));
}
