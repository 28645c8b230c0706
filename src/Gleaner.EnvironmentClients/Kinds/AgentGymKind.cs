using System.Collections.Immutable;
using Gleaner.EnvironmentClients.AgentGym;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.EnvironmentClients.Kinds;

/// <summary>An environment behind one of AgentGym's servers.</summary>
public sealed class AgentGymKind : EnvironmentKind<AgentGymConfig>
{
    /// <inheritdoc/>
    public override string Name => "agentgym";

    /// <inheritdoc/>
    public override string Summary => "An environment behind one of AgentGym's servers.";

    /// <inheritdoc/>
    public override AgentGymConfig Read(SectionReader reader)
    {
        var names = AgentGymProtocols.All.ToDictionary(protocol => protocol.Name);
        var protocol = reader.Value("name", ValueKind.OneOf<AgentGymProtocol?>(names.ToDictionary(name => name.Key, name => (AgentGymProtocol?)name.Value)), null, "Which environment the server has.");
        var keys = ServerKeys.Read(reader, Math.Min(8, protocol?.MaxSessions ?? 8));
        if (keys.Sessions > protocol?.MaxSessions)
        {
            reader.Fail("sessions", $"is {keys.Sessions}, but a server of '{protocol.Name}' keeps {protocol.MaxSessions} apart.");
        }

        var turns = reader.Value(
            "max_turns", ValueKind.Integer(1, 10_000), $"{protocol?.MaxTurns ?? 30}",
            "Limit of actions in a trajectory, an expert's prefix included; by default that of AgentGym's evaluation (sciworld 30, webshop 10, …).");
        return new AgentGymConfig(keys, protocol, turns);
    }

    /// <inheritdoc/>
    public override string Describe(AgentGymConfig config) => $"{config.Protocol!.Name} behind an AgentGym server";

    /// <inheritdoc/>
    public override int MaxTurns(AgentGymConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(AgentGymConfig config) => ServerKeys.DefaultTasks;

    /// <inheritdoc/>
    public override IEnumerable<PreflightCheck> Checks(AgentGymConfig config) => config.Server.Checks;

    /// <inheritdoc/>
    public override string? RepeatAdvice(AgentGymConfig config) => config.Protocol?.RepeatAdvice;

    /// <inheritdoc/>
    public override async ValueTask<World> OpenAsync(AgentGymConfig config, WorldSetting setting, CancellationToken cancellationToken)
    {
        var protocol = config.Protocol!;
        var hashes = ImmutableSortedDictionary<string, string>.Empty;
        var rules = config.Server.ReadRules(protocol.Rules, ref hashes);
        var options = new AgentGymOptions
        {
            Url = config.Server.Url,
            Protocol = protocol,
            Sessions = config.Server.Sessions,
            StepTimeout = config.Server.StepTimeout,
            StartTimeout = config.Server.StartTimeout,
        };
        var environment = await AgentGymEnvironment.ConnectAsync(options, setting.Warn, setting.Clock, cancellationToken).ConfigureAwait(false);
        return new ServerWorld(environment, number => AgentGymEnvironment.TaskOf(protocol.Name, number), config.Server, rules, hashes);
    }
}

/// <summary>What the section of an environment behind AgentGym's server says.</summary>
/// <param name="Server">How the server is reached and which tasks it has.</param>
/// <param name="Protocol">Which environment it is; null if the configuration names none that there is.</param>
/// <param name="MaxTurns">Limit of actions in a trajectory.</param>
public sealed record AgentGymConfig(ServerKeys Server, AgentGymProtocol? Protocol, int MaxTurns);
