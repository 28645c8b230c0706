namespace Gleaner.ScienceWorld.Simulators;

/// <summary>What the simulator says after an input.</summary>
/// <param name="Observation">Its answer, as it prints it.</param>
/// <param name="RawScore">Share of the task's sub-goals that are done, 0..1; −1 when the task has failed.</param>
/// <param name="IsCompleted">Whether all ordered sub-goals are done.</param>
/// <param name="Moves">Ticks of the world since it was loaded. Looking, the inventory, menus and unknown inputs take none, waiting takes several.</param>
public readonly record struct SimulatorStep(string Observation, double RawScore, bool IsCompleted, int Moves);
