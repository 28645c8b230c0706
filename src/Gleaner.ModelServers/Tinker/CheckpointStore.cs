using Gleaner.IO;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>Where saved weights lie: folders in PEFT's layout by model, kind and name. Without a folder of its own they go with the server.</summary>
internal sealed class CheckpointStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _taken = [];
    private readonly string _root;
    private readonly ScratchFolder? _scratch;

    public CheckpointStore(string? folder)
    {
        _scratch = folder is null ? ScratchFolder.Create("gleaner-checkpoints-") : null;
        _root = folder ?? _scratch!.Path;
    }

    /// <summary>Takes a name for weights that are about to be saved.</summary>
    /// <param name="path">The name.</param>
    /// <param name="replaces">Whether weights of that name may be there already.</param>
    /// <returns>Their folder.</returns>
    /// <exception cref="RequestException">It is taken already.</exception>
    public string Take(TinkerPath path, bool replaces)
    {
        var folder = path.FolderIn(_root);
        lock (_gate)
        {
            return (!Directory.Exists(folder) && _taken.Add(folder)) || replaces
                ? folder
                : throw new RequestException(StatusCodes.Status409Conflict, $"Checkpoint '{path.Name}' already exists for model '{path.Model}'");
        }
    }

    /// <summary>Gives back a name that was taken for weights which could not be saved.</summary>
    public void Release(TinkerPath path)
    {
        var folder = path.FolderIn(_root);
        lock (_gate)
        {
            if (!Directory.Exists(folder))
            {
                _taken.Remove(folder);
            }
        }
    }

    /// <summary>The folder of weights that were saved, or will have been when what is asked for now gets its turn.</summary>
    /// <exception cref="RequestException">There are none.</exception>
    public string Find(TinkerPath path)
    {
        var folder = path.FolderIn(_root);
        lock (_gate)
        {
            return _taken.Contains(folder) || Directory.Exists(folder)
                ? folder
                : throw new RequestException(StatusCodes.Status404NotFound, $"Checkpoint not found: {path.Model}/{path.Name}");
        }
    }

    public void Dispose() => _scratch?.Dispose();
}
