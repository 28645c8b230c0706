using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Collecting;

/// <summary>
/// The file that a collection grows in: every finished trajectory is on disk at once, in the order of finishing, and in the end
/// they are put into the order of the tasks. Half a line at the end, left by a kill, is cut off.
/// </summary>
internal sealed class CollectedTrajectories : IDisposable
{
    private readonly IRunFiles _files;
    private readonly string _path;
    private readonly Dictionary<TaskId, Trajectory> _byTask;
    private IRunAppender? _appender;

    private CollectedTrajectories(IRunFiles files, string path, Dictionary<TaskId, Trajectory> byTask, IRunAppender appender)
    {
        _files = files;
        _path = path;
        _byTask = byTask;
        _appender = appender;
    }

    /// <summary>What is there so far.</summary>
    public IReadOnlyCollection<Trajectory> All => _byTask.Values;

    /// <summary>Opens the file; one that is not there yet is made.</summary>
    /// <exception cref="GleanerException">A line cannot be read, or is not this expert's.</exception>
    public static CollectedTrajectories Open(IRunFiles files, string path, string expert)
    {
        var whole = WholeLines.Read(files, path);
        var byTask = new Dictionary<TaskId, Trajectory>();
        foreach (var trajectory in TrajectoryJsonLines.Read(new MemoryStream(whole), path))
        {
            if (trajectory.Policy != expert || !byTask.TryAdd(trajectory.Task, trajectory))
            {
                throw new GleanerException(
                    $"{path}: it holds {(trajectory.Policy != expert ? $"trajectories of '{trajectory.Policy}', not of '{expert}'" : $"two trajectories on {trajectory.Task}")}, so it is not this collection: name another file by --output.");
            }
        }

        return new CollectedTrajectories(files, path, byTask, files.OpenAppend(path, whole.Length));
    }

    public bool Has(TaskId task) => _byTask.ContainsKey(task);

    public void Add(Trajectory trajectory)
    {
        using var line = new MemoryStream();
        TrajectoryJsonLines.Write(line, [trajectory]);
        _appender!.Append(line.ToArray());
        _byTask.Add(trajectory.Task, trajectory);
    }

    /// <summary>Puts the file into the order of the tasks; trajectories on other tasks stay, at the end.</summary>
    public void Sort(IReadOnlyList<TaskId> tasks)
    {
        _appender!.Dispose();
        _appender = null;
        var wanted = tasks.ToHashSet();
        Trajectory[] sorted =
        [
            .. tasks.Where(_byTask.ContainsKey).Select(task => _byTask[task]),
            .. _byTask.Values.Where(trajectory => !wanted.Contains(trajectory.Task)).OrderBy(trajectory => trajectory.Task),
        ];
        _files.Write(_path, stream => TrajectoryJsonLines.Write(stream, sorted));
    }

    public void Dispose() => _appender?.Dispose();
}
