using System.Collections.Immutable;
using System.Security.Cryptography;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Experiments.Experts;

/// <summary>An expert whose trajectories lie in a file. It has results on a test split if it has played all of its tasks.</summary>
/// <param name="name">Its name in the run.</param>
/// <param name="file">The file, absolute.</param>
/// <param name="policy">The policy of the file that is meant; null for all.</param>
internal sealed class RecordedExpert(string name, string file, string? policy) : IExpert
{
    public string? DataHash
    {
        get
        {
            using var stream = Open();
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
    }

    public async Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken)
    {
        var recorded = Read();
        ImmutableArray<Trajectory> own = [.. splits.Training.Tasks.Where(recorded.ContainsKey).Select(task => recorded[task])];
        if (own.IsEmpty)
        {
            throw new GleanerException(
                $"{file}: none of its {recorded.Count} trajectories{(policy is null ? "" : $" of '{policy}'")} is on one of the {splits.Training.Tasks.Length} training tasks: {Examples(recorded.Keys, splits.Training.Tasks)}");
        }

        var import = new ExpertImport(context);
        var trajectories = await import.ImportAsync(name, own, cancellationToken).ConfigureAwait(false);
        foreach (var split in splits.Tests.Where(split => split.Tasks.All(recorded.ContainsKey)))
        {
            await import.ImportEvaluationAsync(name, split, [.. split.Tasks.Select(task => recorded[task])]).ConfigureAwait(false);
        }

        return trajectories;
    }

    private Dictionary<TaskId, Trajectory> Read()
    {
        var recorded = new Dictionary<TaskId, Trajectory>();
        using var stream = Open();
        foreach (var trajectory in TrajectoryJsonLines.Read(stream, file).Where(trajectory => policy is null || trajectory.Policy == policy))
        {
            if (!recorded.TryAdd(trajectory.Task, trajectory))
            {
                throw new GleanerException(
                    $"{file}: the expert '{name}' has two trajectories on {trajectory.Task}{(policy is null ? "; name the 'policy' that is meant, or keep one for each task." : "; keep one for each task.")}");
            }
        }

        return recorded;
    }

    private static string Examples(IEnumerable<TaskId> recorded, ImmutableArray<TaskId> wanted) => recorded.Select(task => task.Value).FirstOrDefault() is { } first
        ? $"it has {first} for example, the training split {wanted[0]}. Check 'tasks.train', and that the file was recorded with the same data."
        : "it is empty.";

    private FileStream Open()
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: the file of the expert '{name}' cannot be read: {exception.Message}", exception);
        }
    }
}
