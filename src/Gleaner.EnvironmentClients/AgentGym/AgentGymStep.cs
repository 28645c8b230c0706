namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>The server's answer to an action.</summary>
/// <param name="Observation">What the agent sees.</param>
/// <param name="Return">The return so far, where 1 is full.</param>
/// <param name="IsDone">Whether the task has ended.</param>
internal readonly record struct AgentGymStep(string Observation, double Return, bool IsDone);
