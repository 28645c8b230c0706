namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>A server of AgentGym.</summary>
public sealed record AgentGymOptions : ServerConnectionOptions
{
    /// <summary>Which environment it serves.</summary>
    public required AgentGymProtocol Protocol { get; init; }

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        Require(
            Sessions <= Protocol.MaxSessions,
            $"{Sessions} sessions are too many: a server of '{Protocol.Name}' keeps {Protocol.MaxSessions} apart.");
    }
}
