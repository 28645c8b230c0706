using System.Collections.Concurrent;
using System.Globalization;
using Gleaner.Experiments.Reporting;
using Gleaner.Runs;

namespace Gleaner.Viewer.Library;

/// <summary>
/// The runs that the viewer shows. A run is reached by its id alone; the ids that there are come from the folders that the viewer
/// was started with, and nothing in a link becomes part of a path.
/// </summary>
internal sealed class RunLibrary : IAsyncDisposable
{
    private const int Depth = 3;

    private readonly IReadOnlyList<string> _roots;
    private readonly IRunFiles _files;
    private readonly IRunWorlds _worlds;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Lazy<ViewedRun>> _open = new(StringComparer.Ordinal);
    private readonly Lock _finding = new();
    private Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    public RunLibrary(IReadOnlyList<string> roots, IRunFiles files, IRunWorlds worlds, TimeProvider time) => (_roots, _files, _worlds, _time) = (roots, files, worlds, time);

    /// <summary>Looks which runs there are now.</summary>
    /// <returns>Their folders by id, in the order of their names.</returns>
    public IReadOnlyList<(string Id, string Folder)> Find()
    {
        var found = _roots.SelectMany(root => RunsBelow(root, Depth)).Distinct(StringComparer.Ordinal).ToList();
        lock (_finding)
        {
            var folders = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var folder in found)
            {
                folders.Add(FreeId(folder, folders), folder);
            }

            _folders = folders;
            return [.. folders.Select(run => (run.Key, run.Value))];
        }
    }

    /// <summary>A run by its id; null if there is none.</summary>
    /// <exception cref="GleanerException">The run cannot be read.</exception>
    public ViewedRun? Open(string id)
    {
        if (!TryFolder(id, out var folder))
        {
            return null;
        }

        return _open.GetOrAdd(folder, path => new Lazy<ViewedRun>(() => new ViewedRun(id, path, _files, _worlds, _time))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _open.Values.Where(run => run.IsValueCreated))
        {
            await run.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TryFolder(string id, out string folder)
    {
        lock (_finding)
        {
            if (_folders.TryGetValue(id, out folder!))
            {
                return true;
            }
        }

        // A run that began after the viewer.
        Find();
        lock (_finding)
        {
            return _folders.TryGetValue(id, out folder!);
        }
    }

    private IEnumerable<string> RunsBelow(string folder, int depth)
    {
        if (_files.Exists(Path.Combine(folder, RunLayout.Manifest)))
        {
            return [folder];
        }

        return depth == 0 ? [] : _files.Folders(folder).Where(name => name[0] != '.').SelectMany(name => RunsBelow(Path.Combine(folder, name), depth - 1));
    }

    private static string FreeId(string folder, Dictionary<string, string> taken)
    {
        var name = ViewerPages.RunName(folder);
        var id = name;
        for (var i = 2; taken.ContainsKey(id); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }

        return id;
    }
}
