using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Simulators;

/// <summary>
/// One simulator: a world at a time, reloaded for each episode. Not thread-safe. Calls that fail because the simulator is
/// slow, dead or talks nonsense throw an <see cref="EnvironmentFailedException"/>, after which <see cref="IsUsable"/> is false.
/// </summary>
public interface IScienceWorldSimulator : IAsyncDisposable
{
    /// <summary>False once the simulator has failed or ended; it must then be replaced.</summary>
    bool IsUsable { get; }

    /// <summary>Makes the world of a task anew and looks around once, as the original's <c>reset</c> does.</summary>
    /// <param name="task">The task.</param>
    /// <param name="withGoldPath">Whether to work out the scripted solution as well, which plays the task once.</param>
    /// <param name="cancellationToken">Stops waiting; the simulator is unusable then.</param>
    /// <returns>What is seen first.</returns>
    /// <exception cref="GleanerException">The simulator has no such task, variation or simplification.</exception>
    ValueTask<SimulatorStep> LoadAsync(ScienceWorldTask task, bool withGoldPath, CancellationToken cancellationToken);

    /// <summary>Gives it an input: an action, the number of a menu's entry, or any text.</summary>
    ValueTask<SimulatorStep> StepAsync(string input, CancellationToken cancellationToken);

    /// <summary>The loaded task in words: <c>Your task is to …</c></summary>
    ValueTask<string> DescribeTaskAsync(CancellationToken cancellationToken);

    /// <summary>What the agent would see if it looked around. Takes no time in the world.</summary>
    ValueTask<string> LookAsync(CancellationToken cancellationToken);

    /// <summary>What the agent holds. Takes no time in the world.</summary>
    ValueTask<string> ListInventoryAsync(CancellationToken cancellationToken);

    /// <summary>The table of sub-goals and which are done.</summary>
    ValueTask<string> DescribeProgressAsync(CancellationToken cancellationToken);

    /// <summary>All actions that the world takes now; up to some thousands, and as slow as five steps: ask only when needed.</summary>
    ValueTask<ImmutableArray<string>> ListValidActionsAsync(CancellationToken cancellationToken);

    /// <summary>The scripted solution of the loaded task; empty if it was loaded without one.</summary>
    ValueTask<ImmutableArray<string>> ListGoldActionsAsync(CancellationToken cancellationToken);

    /// <summary>The names of all task types that this simulator has.</summary>
    ValueTask<ImmutableArray<string>> ListTaskNamesAsync(CancellationToken cancellationToken);

    /// <summary>How many variations a task type has.</summary>
    ValueTask<int> CountVariationsAsync(string taskName, CancellationToken cancellationToken);
}

/// <summary>What the simulator says after an input.</summary>
/// <param name="Observation">Its answer, as it prints it.</param>
/// <param name="RawScore">Share of the task's sub-goals that are done, 0..1; −1 when the task has failed.</param>
/// <param name="IsCompleted">Whether all ordered sub-goals are done.</param>
/// <param name="Moves">Ticks of the world since it was loaded. Looking, the inventory, menus and unknown inputs take none, waiting takes several.</param>
public readonly record struct SimulatorStep(string Observation, double RawScore, bool IsCompleted, int Moves);

/// <summary>Starts simulators.</summary>
internal interface ISimulatorFactory
{
    /// <summary>Starts one.</summary>
    /// <exception cref="GleanerException">It does not start; nothing is left of it.</exception>
    Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken);
}

/// <summary>A simulator with the process that it runs in.</summary>
internal interface ISimulatorInstance : IScienceWorldSimulator
{
    /// <summary>Memory that its process occupies, in bytes.</summary>
    long ResidentBytes { get; }
}
