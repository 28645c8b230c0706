namespace Gleaner.ScienceWorld.Simulators;

/// <summary>A simulator of a pool.</summary>
internal sealed class PooledSimulator(ISimulatorInstance instance)
{
    public ISimulatorInstance Instance { get; } = instance;

    /// <summary>How often it has been handed out.</summary>
    public int Episodes { get; set; }
}
