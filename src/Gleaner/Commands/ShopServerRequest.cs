using Gleaner.EnvironmentServers;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.CommandLine.Commands;

/// <summary>What <c>gleaner serve webshop</c> is asked for.</summary>
internal sealed record ShopServerRequest
{
    public required ServedProtocol Protocol { get; init; }

    /// <summary>The catalogue's folder, absolute; null for a generated one.</summary>
    public required string? Catalogue { get; init; }

    /// <summary>Where a large catalogue is kept as it was read, absolute; null for its own folder.</summary>
    public required string? CacheFolder { get; init; }

    public required GeneratorSettings Generated { get; init; }

    public required GoalKind Goals { get; init; }

    public required PriceBoundVariant PriceBounds { get; init; }

    public required ulong PriceSeed { get; init; }

    public required ObservationMode Observation { get; init; }

    public required RewardMode Reward { get; init; }

    public required EnvironmentServerOptions Server { get; init; }

    /// <summary>The protocol as the command line spells it.</summary>
    public string ProtocolName => Protocol.ToString().ToLowerInvariant();
}

/// <summary>The protocols that can be served.</summary>
internal enum ServedProtocol
{
    AgentGym,
    OpenEnv,
}
