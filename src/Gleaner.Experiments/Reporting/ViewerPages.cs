using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Tasks;

namespace Gleaner.Experiments.Reporting;

/// <summary>
/// The pages of a run in the viewer (<c>gleaner view</c>), named below the run's own, which is <c>/run/NAME</c> with the name of the run's
/// folder. The names depend on what the run recorded alone: they are the same for whoever looks at it, and stay when the run goes on.
/// </summary>
public static class ViewerPages
{
    private const int SlugBytes = 6;

    /// <summary>The name of a run in the viewer's addresses. Where the viewer shows two folders of one name, the second one's ends with <c>-2</c>.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string RunName(string folder) => SafeName.From(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));

    /// <summary>The page of a task as a method under a seed saw it, for example <c>seed-1.EEF/task/0123456789ab/2</c>.</summary>
    /// <param name="methodFolder">The method's folder in the run, for example <c>seed-1/EEF</c>.</param>
    /// <param name="task">The task.</param>
    /// <param name="iteration">The iteration, from 1; null for the last one.</param>
    /// <param name="trunk">The trunk of a state to go to; null for the top of the page.</param>
    /// <param name="step">The trunk's actions before that state.</param>
    public static string Task(string methodFolder, TaskId task, int? iteration = null, string? trunk = null, int step = 0)
    {
        ArgumentNullException.ThrowIfNull(methodFolder);
        var stage = iteration is { } number ? string.Create(CultureInfo.InvariantCulture, $"/{number}") : "";
        return $"{Track(methodFolder)}/task/{TaskSlug(task.Value)}{stage}{(trunk is null ? "" : "#" + State(trunk, step))}";
    }

    /// <summary>The page of a rollout, for example <c>rollout/0123456789abcdef</c>. A step of it is behind <c>#step-N</c>.</summary>
    /// <param name="file">The file of its record in the run, without an ending, for example <c>seed-1/EEF/iteration-2/rollouts</c>.</param>
    /// <param name="key">Its key there.</param>
    public static string Rollout(string file, string key) => string.Create(CultureInfo.InvariantCulture, $"rollout/{RolloutNumber(file, key):x16}");

    /// <summary>A state of a trunk on the page of its task.</summary>
    /// <param name="trunk">The trunk's name.</param>
    /// <param name="step">The trunk's actions before the state.</param>
    public static string State(string trunk, int step) => string.Create(CultureInfo.InvariantCulture, $"{SafeName.From(trunk)}-s{step}");

    /// <summary>A method under a seed in addresses.</summary>
    /// <param name="methodFolder">Its folder in the run.</param>
    public static string Track(string methodFolder)
    {
        ArgumentNullException.ThrowIfNull(methodFolder);
        return methodFolder.Replace('/', '.');
    }

    /// <summary>A task in addresses: 12 hexadecimal digits.</summary>
    /// <param name="task">The task's id.</param>
    public static string TaskSlug(string task) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(task)).AsSpan(0, SlugBytes));

    /// <summary>63 bits that name a rollout for good.</summary>
    /// <param name="file">The file of its record in the run, without an ending.</param>
    /// <param name="key">Its key there.</param>
    public static long RolloutNumber(string file, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{file}|{key}"), hash);
        return BitConverter.ToInt64(hash) & long.MaxValue;
    }
}
