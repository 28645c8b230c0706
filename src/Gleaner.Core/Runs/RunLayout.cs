namespace Gleaner.Runs;

/// <summary>Where things lie in a run's folder; paths are relative to it, with <c>/</c>.</summary>
public static class RunLayout
{
    /// <summary>The manifest.</summary>
    public const string Manifest = "run.json";

    /// <summary>What the training tasks ask for, by task id.</summary>
    public const string TaskTexts = "data/task-texts.json";

    /// <summary>Which group of tasks that share content each task is in, by task id; there only where the environment tells.</summary>
    public const string TaskGroups = "data/task-groups.json";

    /// <summary>The folder of a seed.</summary>
    public static string Seed(ulong seed) => $"seed-{seed}";

    /// <summary>The pre-training stage of a seed.</summary>
    public static string Pretraining(ulong seed) => $"{Seed(seed)}/pretraining";

    /// <summary>The folder of a method.</summary>
    public static string Method(ulong seed, string method) => $"{Seed(seed)}/{SafeName.From(method)}";

    /// <summary>The folder of a method's iteration.</summary>
    /// <param name="methodFolder">The method's folder.</param>
    /// <param name="number">The iteration, from 1.</param>
    public static string Iteration(string methodFolder, int number) => $"{methodFolder}/iteration-{number}";

    /// <summary>A stage's checkpoint folder.</summary>
    public static string Checkpoint(string stage) => $"{stage}/{CheckpointFolderName}";

    /// <summary>What a judge said for a method, for all seeds, and what asking it took.</summary>
    public static string Judgements(string method) => $"judgements/{SafeName.From(method)}";

    /// <summary>A split's file.</summary>
    public static string Split(string name) => $"data/splits/{name}.json";

    /// <summary>An expert's stage: its trajectories on the training tasks and its evaluations.</summary>
    public static string Expert(string expert) => $"{ExpertsFolder}/{SafeName.From(expert)}";

    /// <summary>The file with an expert's trajectories, in the format of <see cref="Trajectories.TrajectoryJsonLines"/>.</summary>
    public static string ExpertTrajectories(string expert) => $"{Expert(expert)}/{TrajectoriesFile}";

    /// <summary>A stage's evaluation on a split.</summary>
    public static string Evaluation(string stage, string split) => $"{stage}/evaluation-{split}.json";

    /// <summary>The file with an expert's recorded runs that do not replay; only there if any do not.</summary>
    public static string ExpertRefusals(string expert) => $"{Expert(expert)}/{RefusalsFile}";

    /// <summary>The diagnosis of a seed.</summary>
    public static string Diagnosis(ulong seed) => $"{Seed(seed)}/diagnosis";

    /// <summary>A stage's further rollouts at a temperature on a split.</summary>
    public static string Repeats(string stage, string split) => $"{stage}/repeats-{split}.json";

    internal const string RefusalsFile = "refused.jsonl";
    internal const string ExpertsFolder = "experts";
    internal const string CheckpointFolderName = "checkpoint";
    internal const string TrajectoriesFile = "trajectories.jsonl";
    internal const string TrainingFolder = "training";
    internal const string Lock = "lock";

    internal const string MethodFile = "method.json";
    internal const string ExplorationFile = "exploration.json";
    internal const string LearningFile = "learning.json";
    internal const string MetricsFile = "metrics.json";
    internal const string SecondsFile = "seconds.json";
    internal const string CollectionFile = "collection.json";
    internal const string RolloutsFile = "rollouts.jsonl";
    internal const string DatasetFile = "dataset.jsonl";
    internal const string DiagnosisFile = "diagnosis.json";
    internal const string PairsFile = "pairs.jsonl";
    internal const string JudgementsFile = "judgements.jsonl";
    internal const string SamplesFile = "samples.jsonl";
    internal const string VerdictsFile = "verdicts.jsonl";

    /// <summary>Whether a file says that a stage is finished, by its name; files of checkpoints are never meant.</summary>
    internal static bool IsStageRecord(string path)
    {
        var name = Path.GetFileName(path);
        return !IsInCheckpoint(path)
            && (name is ExplorationFile or LearningFile or MetricsFile or CollectionFile or DiagnosisFile
                || ((name.StartsWith("evaluation-", StringComparison.Ordinal) || name.StartsWith("repeats-", StringComparison.Ordinal)) && name.EndsWith(".json", StringComparison.Ordinal)));
    }

    /// <summary>Whether a file is one of a checkpoint.</summary>
    internal static bool IsInCheckpoint(string path)
    {
        // An expert may have this name.
        var folder = Path.GetDirectoryName(path);
        return Path.GetFileName(folder) == CheckpointFolderName && Path.GetFileName(Path.GetDirectoryName(folder)) != ExpertsFolder;
    }
}
