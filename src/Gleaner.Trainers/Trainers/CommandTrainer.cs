using Gleaner.IO.Processes;

namespace Gleaner.Trainers.Trainers;

/// <summary>
/// A trainer that is a command: <c>torchrun … trainers/sft.py</c>, <c>accelerate launch …</c>, axolotl, anything that leaves a model's
/// folder. What it left is checked before anybody uses it.
/// </summary>
public sealed class CommandTrainer : ITrainer
{
    private readonly CommandTrainerOptions _options;
    private readonly SupervisedProcess _processes = new(new SystemProcessLauncher(ProcessIsolation.OwnSession), TimeProvider.System);

    /// <summary>Creates a trainer.</summary>
    public CommandTrainer(CommandTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public string Description => _options.Command.ToString();

    /// <inheritdoc/>
    public async Task TrainAsync(TrainingJob job, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (Directory.Exists(job.Output) || File.Exists(job.Output))
        {
            throw new GleanerException($"{job.Output}: it already exists; a trainer must not overwrite a model.");
        }

        var arguments = _options.Command.For(job);
        var result = await _processes.RunAsync(ProgramCall.Of(arguments), _options.TimeLimit, _options.Grace, progress, cancellationToken).ConfigureAwait(false);
        var said = result.LastLines.Length > 0 ? $" Its last output:\n{result.LastLines}" : " It printed nothing.";
        if (result.TimedOut)
        {
            throw new GleanerException($"The trainer '{arguments[0]}' was stopped after {_options.TimeLimit}: its time limit.{said}");
        }

        if (result.ExitCode != 0)
        {
            throw new GleanerException($"The trainer '{arguments[0]}' failed with exit code {result.ExitCode}.{said}");
        }

        if (!Directory.Exists(job.Output))
        {
            throw new GleanerException($"The trainer '{arguments[0]}' succeeded but left no folder {job.Output}.{said}");
        }

        ModelHealthCheck.Check(job.Output, job.BaseModel, _options.TakesAdapters);
    }
}
