using Gleaner.Trajectories;

namespace Gleaner.Environments;

/// <summary>What a step came to.</summary>
/// <param name="Observation">What the agent sees after the step.</param>
/// <param name="Reward">The reward of this step.</param>
/// <param name="IsDone">Whether the task ended with it.</param>
/// <param name="WasPossible">False if the action was not an action here and nothing happened.</param>
public readonly record struct StepResult(Observation Observation, double Reward, bool IsDone, bool WasPossible);
