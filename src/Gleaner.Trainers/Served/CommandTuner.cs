using System.Security.Cryptography;
using System.Text;
using Gleaner.Formats.Exports;
using Gleaner.IO;
using Gleaner.IO.Processes;
using Gleaner.Runs;
using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Served;

/// <summary>
/// Tunes by a command (<c>torchrun …</c>) and, before a model acts, makes the server answer with it. A model's name is made of what it was made
/// of, and its folder appears as a whole, so an interrupted work that had trained does not train again.
/// </summary>
/// <param name="options">The command, the base model and where models are put.</param>
/// <param name="rules">What the model is told about the environment and its actions.</param>
public sealed class CommandTuner(CommandTunerOptions options, string rules) : IModelTuner, IDisposable
{
    private const int DigitsOfHash = 12;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly SupervisedProcess _processes = new(new SystemProcessLauncher(ProcessIsolation.OwnSession), TimeProvider.System);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _served;

    /// <inheritdoc/>
    public async Task<TunedModel> TuneAsync(TuningWork work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var format = ExportFormats.Find(options.Format)
            ?? throw new GleanerException($"There is no format '{options.Format}'; there are {string.Join(", ", ExportFormats.All.Select(known => known.Name))}.");
        var before = FolderOf(work.Model);
        var data = Path.Combine(work.Folder, $"data-{format.Name}");
        ExportCounts? counts = null;
        new DiskRunFiles().Write(data, stream => counts = format.Write(stream, new ExportDataset(work.Examples, rules)
        {
            Renderer = format.HoldsIds ? new ChatSequences(before, rules, options.TemplateUse, keepSampledIds: true) { AsServed = true } : null,
        }));
        var job = new TrainingJob(data, before, "")
        {
            Steps = work.Plan.Steps,
            BatchSize = counts!.RowsFor(work.Plan.BatchSize),
            LearningRate = work.Plan.LearningRate,
            Seed = (int)(work.Plan.Seed.Value & int.MaxValue),
        };
        var name = NameOf(work.Model, job);
        var folder = Path.Combine(options.Models, name);
        if (!Directory.Exists(folder))
        {
            await TrainAsync(job, folder, cancellationToken).ConfigureAwait(false);
        }

        var passes = (double)job.Steps * job.BatchSize / counts.Rows;
        return new TunedModel(name, (long)((counts.Tokens ?? 0) * passes))
        {
            Steps = job.Steps,
            TrainedTokens = (long)((counts.TrainedTokens ?? 0) * passes),
        };
    }

    /// <inheritdoc/>
    /// <remarks>A server that holds one model at a time is made to change it whenever another student acts.</remarks>
    public async Task ServeAsync(string model, CancellationToken cancellationToken)
    {
        if (options.Publish is not { } publish)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_served != model)
            {
                await PublishAsync(publish, model, cancellationToken).ConfigureAwait(false);
                _served = model;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private string FolderOf(string model)
    {
        var folder = model == options.BaseModel ? options.BaseFolder : Path.Combine(options.Models, model);
        return Directory.Exists(folder)
            ? folder
            : throw new GleanerException($"{folder}: the folder of the model '{model}' is missing; the model is served and trained further from there.");
    }

    // The same work has the same name: the model that it is made of, the data and how it is trained.
    private string NameOf(string model, TrainingJob job)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{model}\n{options.Trainer.Description}\n{job.Steps} {job.BatchSize} {job.LearningRate:R} {job.Seed}\n")));
        hash.AppendData(File.ReadAllBytes(job.Data));
        return $"{options.Prefix}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..DigitsOfHash]}";
    }

    private async Task TrainAsync(TrainingJob job, string folder, CancellationToken cancellationToken)
    {
        var output = AtomicFolder.Begin(folder);
        await options.Trainer.TrainAsync(job with { Output = output }, progress: null, cancellationToken).ConfigureAwait(false);
        AtomicFolder.Finish(folder);
    }

    private async Task PublishAsync(PublishTemplate publish, string name, CancellationToken cancellationToken)
    {
        var folder = FolderOf(name);
        var command = publish.For(name, folder);
        var result = await _processes.RunAsync(ProgramCall.Of(command), options.PublishTimeLimit, Grace, progress: null, cancellationToken).ConfigureAwait(false);
        if (result.TimedOut || result.ExitCode != 0)
        {
            throw new GleanerException(
                $"The publishing command '{command[0]}' {(result.TimedOut ? $"was stopped after {options.PublishTimeLimit}" : $"failed with exit code {result.ExitCode}")}; the model '{name}' is in {folder}. Its last output:\n{result.LastLines}");
        }
    }
}
