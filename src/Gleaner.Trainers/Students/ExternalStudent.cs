using Gleaner.Formats.Exports;
using Gleaner.IO;
using Gleaner.Policies;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Students;

/// <summary>A student that another program trains: it is a model's folder, and learning gives another folder.</summary>
/// <param name="setup">The base model and the trainer.</param>
/// <param name="folder">The model's folder as it is now.</param>
internal sealed class ExternalStudent(ExternalStudentSetup setup, string folder) : IStudent
{
    public const string StudentName = "student";

    private readonly Lock _gate = new();
    private string _folder = folder;
    private ChatModelPolicy? _policy = setup.PolicyOf(folder);

    /// <inheritdoc/>
    public string Name => StudentName;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding)
    {
        lock (_gate)
        {
            return (_policy ??= setup.PolicyOf(_folder)).Open(decoding);
        }
    }

    /// <inheritdoc/>
    public async Task<LearningSummary> LearnAsync(
        LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        set.RequireExamplesAlone("A student that another program trains");
        var work = context?.WorkFolder ?? ScratchFolder.CreateKept("gleaner-training-");
        var data = Path.Combine(work, $"data-{setup.Format.Name}");
        var output = Path.Combine(work, "tuned");
        AtomicFolder.DeleteIfPresent(output);
        ExportCounts? counts = null;
        new DiskRunFiles().Write(data, stream => counts = setup.Format.Write(stream, setup.DatasetOf(set.Examples, _folder)));
        var job = new TrainingJob(data, Path.GetFullPath(_folder), output)
        {
            Steps = plan.Steps,
            BatchSize = counts!.RowsFor(plan.BatchSize),
            LearningRate = plan.LearningRate,
            Seed = (int)(plan.Seed.Value & int.MaxValue),
        };
        var losses = new PrintedLosses(plan.Steps, context?.Progress);
        await setup.Options.Trainer.TrainAsync(job, losses, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            (_folder, _policy) = (output, null);
        }

        // What a step of the other program held is not known: the passes over the data that the plan comes to are counted.
        var passes = (double)job.Steps * job.BatchSize / counts.Rows;
        return new LearningSummary(plan.Steps, (long)((counts.Tokens ?? 0) * passes), (long)((counts.TrainedTokens ?? 0) * passes), losses.Losses);
    }

    /// <inheritdoc/>
    public void Save(string folder) => ModelFolders.Save(_folder, folder, setup);

    /// <inheritdoc/>
    public IStudent Load(string folder) => new ExternalStudent(setup, ModelFolders.Find(folder, setup));
}
