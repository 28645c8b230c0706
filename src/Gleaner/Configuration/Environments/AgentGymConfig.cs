using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.EnvironmentClients.AgentGym;

namespace Gleaner.CommandLine.Configuration.Environments;

/// <summary>An environment behind one of AgentGym's servers.</summary>
/// <param name="Server">How the server is reached and which tasks it has.</param>
/// <param name="Protocol">Which environment it is; null if the configuration names none that there is.</param>
internal sealed record AgentGymConfig(ServerKeys Server, AgentGymProtocol? Protocol) : ServerEnvironmentConfig(Server)
{
    public const string Name = "agentgym";

    public override string Kind => Name;

    public override string Description => $"{Protocol!.Name} behind an AgentGym server";

    public override async ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken)
    {
        var hashes = ImmutableSortedDictionary<string, string>.Empty;
        var rules = ReadRules(Protocol!.Rules, ref hashes);
        var options = new AgentGymOptions
        {
            Url = Server.Url,
            Protocol = Protocol,
            Sessions = Server.Sessions,
            StepTimeout = Server.StepTimeout,
            StartTimeout = Server.StartTimeout,
        };
        var environment = await AgentGymEnvironment.ConnectAsync(options, setting.Warn, setting.Clock, cancellationToken).ConfigureAwait(false);
        return new ServerWorld(environment, number => AgentGymEnvironment.TaskOf(Protocol.Name, number), Server, rules, hashes);
    }

    internal static AgentGymConfig ReadAgentGym(SectionReader reader)
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
            "Limit of actions in a trajectory, an expert's prefix included; where it is left out, that of AgentGym's evaluation (sciworld 30, webshop 10, …).");
        return new AgentGymConfig(keys, protocol) { MaxTurns = turns };
    }
}
