namespace Gleaner.ScienceWorld.Simulators;

/// <summary>Starts simulators.</summary>
internal interface ISimulatorFactory
{
    /// <summary>Starts one.</summary>
    /// <exception cref="GleanerException">It does not start; nothing is left of it.</exception>
    Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken);
}
