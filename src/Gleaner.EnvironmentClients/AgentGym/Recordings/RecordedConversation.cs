using System.Collections.Immutable;

namespace Gleaner.EnvironmentClients.AgentGym.Recordings;

/// <summary>What a chat model did on one task, as AgentGym's trajectories (AgentTraj-L) keep it. Rewards are not kept.</summary>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Task">The task's number.</param>
/// <param name="Turns">Its turns.</param>
public sealed record RecordedConversation(string Place, int Task, ImmutableArray<ConversationTurn> Turns);

/// <summary>One turn of a recorded conversation.</summary>
/// <param name="Observation">What the model was shown.</param>
/// <param name="Action">Its action, as the server gets it.</param>
/// <param name="Thought">What it wrote before the action; null if nothing.</param>
public sealed record ConversationTurn(string Observation, string Action, string? Thought);
