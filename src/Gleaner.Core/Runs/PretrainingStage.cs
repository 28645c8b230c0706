using Gleaner.Selection;
using Gleaner.Students;

namespace Gleaner.Runs;

/// <summary>Makes the student that all methods of a seed start from, and keeps it as a checkpoint.</summary>
public sealed class PretrainingStage(RunContext context)
{
    /// <summary>Makes a student and says what it took.</summary>
    public delegate Task<(IStudent Student, LearningSummary Summary)> Pretrain(
        LearningContext context, CancellationToken cancellationToken);

    /// <summary>Pre-trains unless the folder holds the finished stage.</summary>
    /// <param name="folder">The stage's folder in the run, for example <c>seed-1/pretraining</c>.</param>
    /// <param name="pretrain">Makes the student.</param>
    /// <param name="cancellationToken">Stops; a resumed run continues from what was saved last.</param>
    public Task<LearningMetrics> RunAsync(string folder, Pretrain pretrain, CancellationToken cancellationToken)
    {
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.Pretraining, "student");
        return stages.CompleteAsync(stage, RunLayout.LearningFile, [RunLayout.CheckpointFolderName], stages.DeleteTraining, metrics => metrics.ToProgress(), async () =>
        {
            var (student, summary) = await pretrain(stages.LearningContext(stage), cancellationToken).ConfigureAwait(false);
            CheckpointFolder.Save(context, folder, student);
            return LearningMetrics.Of(summary, new LearningSet([]));
        });
    }
}
