namespace Gleaner.Runs;

/// <summary>Where things lie in a run's folder; paths are relative to it, with <c>/</c>.</summary>
public static class RunLayout
{
    /// <summary>The manifest.</summary>
    public const string Manifest = "run.json";

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
    public static string Checkpoint(string stage) => $"{stage}/checkpoint";

    /// <summary>A split's file.</summary>
    public static string Split(string name) => $"data/splits/{name}.json";

    /// <summary>The file with an expert's trajectories.</summary>
    public static string ExpertFile(string expert) => $"data/experts/{SafeName.From(expert)}.jsonl";

    /// <summary>The stage in which an expert is evaluated.</summary>
    public static string ExpertEvaluation(string expert) => $"data/experts/{SafeName.From(expert)}";
}
