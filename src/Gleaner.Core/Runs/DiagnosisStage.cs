using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>Runs a diagnosis and keeps it in the run.</summary>
public sealed class DiagnosisStage(RunContext context)
{
    /// <summary>Reads the diagnosis of a run, without taking its lock; null if it has none.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="files">How files are reached.</param>
    public static Diagnosis? Read(string path, ulong seed, IRunFiles files)
    {
        var file = Path.Combine(path, RunLayout.Diagnosis(seed), RunLayout.DiagnosisFile);
        return files.Exists(file) ? SealedRecord.Read<Diagnosis>(files, file).Value : null;
    }

    /// <summary>Simulates the plan and works out what it says, unless the folder holds that already.</summary>
    /// <param name="folder">The stage's folder in the run: <see cref="RunLayout.Diagnosis"/>.</param>
    /// <param name="student">The behaviour-cloned student.</param>
    /// <param name="plan">What is simulated.</param>
    /// <param name="decoding">How the student's actions are drawn.</param>
    /// <param name="seed">The seed of the rollouts.</param>
    /// <param name="cancellationToken">Stops; what had finished is kept.</param>
    public Task<Diagnosis> RunAsync(
        string folder, IPolicy student, DiagnosisPlan plan, Decoding decoding, Seed seed, CancellationToken cancellationToken)
    {
        var stages = new StageFolder(context, folder);
        var stage = new RunStage(folder, StageKind.Exploration, "diagnosis");
        return stages.CompleteAsync(stage, RunLayout.DiagnosisFile, [RunLayout.RolloutsFile], () => stages.DeleteJournal(RunLayout.RolloutsFile), ToProgress, async () =>
        {
            var options = context.Rollouts with { Decoding = decoding, Author = Author.Student };
            using var journaled = new JournaledRollouts(context, stage, stages.LocateJournal(RunLayout.RolloutsFile), student, options, seed);
            var rollouts = await journaled.RunAsync([.. plan.Requests], cancellationToken).ConfigureAwait(false);
            context.Directory.Files.WriteLines(stages.Locate(RunLayout.RolloutsFile), rollouts.Select(context.Record));
            return Diagnosis.Of(plan, rollouts, context.Environment.SuccessThreshold);
        });

        static StageProgress ToProgress(Diagnosis diagnosis) => new(diagnosis.Simulations, diagnosis.Simulations);
    }
}
