using Gleaner.Experiments;
using Gleaner.Randomness;

namespace Gleaner.Endpoints.Kinds;

/// <summary>What the section of a chat expert says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Endpoint">Where it is, and how it is dealt with.</param>
/// <param name="Agent">How it is made an agent.</param>
/// <param name="Seed">Names its episodes.</param>
/// <param name="IsEvaluated">Whether it plays the test tasks too, which is paid for like the rest.</param>
/// <param name="IsSimulated">Whether a script answers behind the endpoint.</param>
public sealed record ChatExpertConfig(
    string Name, EndpointConfig Endpoint, ChatAgentConfig Agent, Seed Seed, bool IsEvaluated, bool IsSimulated) : ExpertConfig(Name);
