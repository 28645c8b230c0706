using Gleaner.Formats.Exports;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Trajectories;
using Gleaner.Viewer.Library;

namespace Gleaner.CommandLine.Views;

/// <summary>Opens the worlds of runs by the configurations that the runs keep.</summary>
/// <param name="reader">Reads them, with the kinds that the program has.</param>
/// <param name="files">How files are reached.</param>
/// <param name="clock">The clock.</param>
internal sealed class ExperimentWorlds(ExperimentReader reader, IRunFiles files, TimeProvider clock) : IRunWorlds
{
    public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) =>
        reader.ReadRun(runFolder, files).Environment.OpenAsync(new WorldSetting(Path.Combine(runFolder, "data"), clock), cancellationToken);

    public IRolloutRows Rows { get; } = new MessageRows();

    public ISequenceRenderer? Renderer(string runFolder, World world, IReadOnlyList<Trajectory> experts) =>
        reader.ReadRun(runFolder, files).Student.Renderer(world, experts);
}

/// <summary>Rollouts as messages, as OpenAI's fine-tuning and TRL's preference trainers take them.</summary>
internal sealed class MessageRows : IRolloutRows
{
    public byte[] Example(Trajectory trajectory, int prefixLength, string rules) => TrajectoryRows.Messages(trajectory, prefixLength, rules);

    public byte[] Pair(Trajectory chosen, Trajectory rejected, int prefixLength, string rules) => TrajectoryRows.Preference(chosen, rejected, prefixLength, rules);
}
