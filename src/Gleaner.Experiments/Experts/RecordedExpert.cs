using System.Collections.Immutable;
using System.Security.Cryptography;
using Gleaner.IO;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>An expert whose trajectories were recorded before. It has results on a test split, those of its first run on each task, if it has played all of its tasks.</summary>
public sealed class RecordedExpert : IExpert
{
    private readonly string _name;
    private readonly string _place;
    private readonly string? _policy;
    private readonly int _maxRunsPerTask;
    private readonly bool _strict;
    private readonly Func<IEnumerable<Trajectory>> _read;

    private RecordedExpert(string name, string place, string? policy, int maxRunsPerTask, bool strict, string hash, Func<IEnumerable<Trajectory>> read) =>
        (_name, _place, _policy, _maxRunsPerTask, _strict, DataHash, _read) = (name, place, policy, maxRunsPerTask, strict, hash, read);

    /// <inheritdoc/>
    public string? DataHash { get; }

    /// <summary>The trajectories of a file.</summary>
    /// <param name="name">The expert's name in the run.</param>
    /// <param name="file">The file, absolute, in Gleaner's format for trajectories.</param>
    /// <param name="policy">The policy of the file that is meant; null for all.</param>
    /// <param name="maxRunsPerTask">The most trajectories of a task that are taken, the first ones; all of them if left out.</param>
    /// <param name="strict">Whether a single trajectory that the environment does not show as recorded is an error, instead of being refused alone.</param>
    /// <exception cref="GleanerException">The file cannot be read.</exception>
    public static RecordedExpert OfFile(string name, string file, string? policy, int maxRunsPerTask = int.MaxValue, bool strict = false)
    {
        using var stream = Open(name, file);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new RecordedExpert(name, file, policy, maxRunsPerTask, strict, hash, () => Read(name, file));
    }

    /// <summary>Trajectories that are at hand.</summary>
    /// <param name="name">The expert's name in the run.</param>
    /// <param name="trajectories">The trajectories, on whichever tasks.</param>
    /// <param name="strict">Whether a single trajectory that the environment does not show as recorded is an error, instead of being refused alone.</param>
    public static RecordedExpert Of(string name, IReadOnlyCollection<Trajectory> trajectories, bool strict = false)
    {
        using var lines = new MemoryStream();
        TrajectoryJsonLines.Write(lines, trajectories);
        return new RecordedExpert(name, $"expert '{name}'", null, int.MaxValue, strict, Convert.ToHexStringLower(SHA256.HashData(lines.ToArray())), () => trajectories);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken)
    {
        var recorded = ByTask();
        var own = RunsOn(splits.Training, recorded);
        var import = new ExpertImport(context);
        var trajectories = await import.ImportAsync(_name, own, _strict, cancellationToken).ConfigureAwait(false);
        foreach (var split in splits.Tests.Where(split => split.Tasks.All(recorded.ContainsKey)))
        {
            await import.ImportEvaluationAsync(_name, split, [.. split.Tasks.Select(task => recorded[task][0])]).ConfigureAwait(false);
        }

        return trajectories;
    }

    /// <summary>Its runs on the tasks of a split, in the order of the tasks.</summary>
    /// <exception cref="GleanerException">It has none.</exception>
    internal ImmutableArray<Trajectory> RunsOn(TaskSplit split) => RunsOn(split, ByTask());

    private ImmutableArray<Trajectory> RunsOn(TaskSplit split, Dictionary<TaskId, List<Trajectory>> recorded)
    {
        ImmutableArray<Trajectory> own = [.. split.Tasks.Where(recorded.ContainsKey).SelectMany(task => recorded[task])];
        return own.IsEmpty
            ? throw new GleanerException(
                $"{_place}: none of its {recorded.Values.Sum(runs => runs.Count)} trajectories{(_policy is null ? "" : $" of '{_policy}'")} is on one of the {split.Tasks.Length} training tasks: {Examples(recorded.Keys, split.Tasks)}")
            : own;
    }

    // Several runs on a task are several trunks, or several demonstrations.
    private Dictionary<TaskId, List<Trajectory>> ByTask()
    {
        var recorded = new Dictionary<TaskId, List<Trajectory>>();
        foreach (var trajectory in _read().Where(trajectory => _policy is null || trajectory.Policy == _policy))
        {
            if (!recorded.TryGetValue(trajectory.Task, out var runs))
            {
                recorded.Add(trajectory.Task, runs = []);
            }

            if (runs.Count < _maxRunsPerTask)
            {
                runs.Add(trajectory);
            }
        }

        return recorded;
    }

    private static string Examples(IEnumerable<TaskId> recorded, ImmutableArray<TaskId> wanted) => recorded.Select(task => task.Value).FirstOrDefault() is { } first
        ? $"it has {first} for example, the training split {wanted[0]}. Check 'tasks.train', and that the file was recorded with the same data."
        : "it is empty.";

    private static IEnumerable<Trajectory> Read(string name, string file)
    {
        using var stream = Open(name, file);
        foreach (var trajectory in TrajectoryJsonLines.Read(stream, file))
        {
            yield return trajectory;
        }
    }

    private static FileStream Open(string name, string file)
    {
        try
        {
            return InputFile.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: the file of the expert '{name}' cannot be read: {exception.Message}", exception);
        }
    }
}
