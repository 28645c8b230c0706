using Gleaner.Formats.Exports;
using Gleaner.Runs;
using Gleaner.Trainers.OpenAi;

namespace Gleaner.Trainers.Served;

/// <summary>
/// Tunes by OpenAI's fine-tuning API. The ids of file and job lie in the work's folder as soon as they are known, so an interrupted
/// work goes on with its job and pays for no second one.
/// </summary>
/// <param name="http">Has the server's address, ending with a slash, and the key.</param>
/// <param name="options">What is asked for.</param>
/// <param name="rules">What the model is told about the environment and its actions.</param>
/// <param name="time">The clock of waits.</param>
public sealed class OpenAiTuner(HttpClient http, OpenAiTunerOptions options, string rules, TimeProvider time) : IModelTuner
{
    /// <inheritdoc/>
    public async Task<TunedModel> TuneAsync(TuningWork work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var data = Path.Combine(work.Folder, "data.jsonl");
        new DiskRunFiles().Write(data, stream => new OpenAiFormat().Write(stream, new ExportDataset(work.Examples, rules)));
        var tuning = new OpenAiFineTuning(
            http,
            new FineTuningOptions
            {
                StateFile = Path.Combine(work.Folder, "job.json"),
                PollInterval = options.PollInterval,
                Attempts = options.Attempts,
                FirstWait = options.FirstWait,
            },
            time);
        var request = new FineTuningRequest(data, work.Model)
        {
            Suffix = options.Suffix,
            Epochs = options.Epochs,
            BatchSize = options.BatchSize,
            LearningRateMultiplier = options.LearningRateMultiplier,
            Seed = (int)(work.Plan.Seed.Value & int.MaxValue),
        };
        var job = await tuning.TuneAsync(request, progress: null, cancellationToken).ConfigureAwait(false);
        return new TunedModel(job.FineTunedModel!, job.TrainedTokens ?? 0);
    }
}
