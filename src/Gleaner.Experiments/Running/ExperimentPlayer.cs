using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>
/// An experiment in a process that does not hold its run and plays rollouts for one that does: the environment is open, and policies are made from
/// what the other process tells of them (<see cref="PolicyOrigin"/>).
/// </summary>
public sealed class ExperimentPlayer : IAsyncDisposable
{
    private readonly Experiment _experiment;
    private readonly OpenedExperiment _parts;

    private ExperimentPlayer(Experiment experiment, OpenedExperiment parts)
    {
        (_experiment, _parts) = (experiment, parts);
        Identity = parts.Identify("");
    }

    /// <summary>Everything that decides results, as this process has it.</summary>
    public RunIdentity Identity { get; }

    /// <summary>Where rollouts are played.</summary>
    public IEnvironment Environment => _parts.World.Environment;

    /// <summary>How rollouts of the experiment are run.</summary>
    public RolloutOptions Rollouts => _parts.Rollouts;

    /// <summary>The program alone, without what an experiment adds: whoever differs in it can compare nothing else.</summary>
    public static string ProgramHash => CodeHash.Of([]);

    /// <summary>Opens the environment and makes the parts.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="setting">Where its world may keep data.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">A part cannot be made as described.</exception>
    public static async Task<ExperimentPlayer> OpenAsync(Experiment experiment, WorldSetting setting, CancellationToken cancellationToken)
    {
        experiment.Validate();
        var parts = await OpenedExperiment.OpenAsync(experiment, setting, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ExperimentPlayer(experiment, parts);
        }
        catch
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An expert of the experiment that is a script.</summary>
    /// <exception cref="GleanerException">There is none of this name.</exception>
    public IPolicy Expert(string name) =>
        _parts.Experts.OfType<PolicyExpert>().Select(expert => expert.Policy).FirstOrDefault(policy => policy.Name == name)
        ?? throw new GleanerException($"The experiment '{_experiment.Name}' has no expert '{name}' that is a script.");

    /// <summary>A student to load checkpoints into.</summary>
    /// <param name="folder">The folder of a run, or as much of one as the trajectories that its experts left on the training tasks.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The trajectories cannot be read, or the environment has changed since.</exception>
    public async Task<IStudent> PrototypeAsync(string folder, IRunFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var trajectories = new List<Trajectory>();
        foreach (var expert in _experiment.Experts)
        {
            var path = Path.Combine(folder, RunLayout.ExpertTrajectories(expert.Name));
            var recorded = TrajectoryJsonLines.Read(files.OpenRead(path), path).ToList();
            var workers = Math.Min(Rollouts.Workers, Environment.MaxOpenEpisodes);
            trajectories.AddRange(await RecordedTrajectories.ReplayAsync(Environment, recorded, workers, cancellationToken).ConfigureAwait(false));
        }

        return _parts.Student.Create(trajectories).Create(default);
    }

    /// <summary>The student of a checkpoint.</summary>
    /// <param name="prototype">See <see cref="PrototypeAsync"/>.</param>
    /// <param name="folder">The checkpoint's folder, absolute.</param>
    /// <param name="prompt">The words that it is shown before a task; null for none.</param>
    /// <exception cref="GleanerException">The checkpoint is not one of such a student, or was trained with another vocabulary.</exception>
    public static IPolicy Student(IStudent prototype, string folder, string? prompt)
    {
        ArgumentNullException.ThrowIfNull(prototype);
        return TaskPrompt.Before(prototype.Load(folder), prompt);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();
}
