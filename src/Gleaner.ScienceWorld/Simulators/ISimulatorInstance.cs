namespace Gleaner.ScienceWorld.Simulators;

/// <summary>A simulator with the process that it runs in.</summary>
internal interface ISimulatorInstance : IScienceWorldSimulator
{
    /// <summary>Memory that its process occupies, in bytes.</summary>
    long ResidentBytes { get; }
}
