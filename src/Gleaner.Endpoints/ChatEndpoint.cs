using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Secrets;
using Gleaner.Endpoints.Spending;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints;

/// <summary>An endpoint that chat models are served at, and how it is dealt with.</summary>
public sealed record ChatEndpoint
{
    /// <summary>What messages call it, for example its address.</summary>
    public required string Name { get; init; }

    /// <summary>The client; any will do.</summary>
    public required IChatClient Client { get; init; }

    /// <summary>The key that the client signs requests with, so that it can be kept out of messages; null if there is none.</summary>
    public Secret? Key { get; init; }

    /// <summary>How calls are sent.</summary>
    public CallOptions Calls { get; init; } = new();

    /// <summary>What tokens cost.</summary>
    public PriceList Prices { get; init; } = PriceList.Free;

    /// <summary>What may be spent at most, in all processes of the run together.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;
}
