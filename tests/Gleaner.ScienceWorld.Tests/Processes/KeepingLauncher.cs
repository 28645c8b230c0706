using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Processes;

namespace Gleaner.ScienceWorld.Tests.Processes;

/// <summary>Starts real processes and keeps their ids.</summary>
internal sealed class KeepingLauncher : IProcessLauncher
{
    private readonly SystemProcessLauncher _launcher = new(ProcessIsolation.IgnoresStopSignals);
    private readonly List<int> _ids = [];
    private readonly List<string?> _folders = [];

    public IReadOnlyList<int> Ids
    {
        get
        {
            lock (_ids)
            {
                return [.. _ids];
            }
        }
    }

    /// <summary>The folders that they were started in.</summary>
    public IReadOnlyList<string?> Folders
    {
        get
        {
            lock (_ids)
            {
                return [.. _folders];
            }
        }
    }

    public IChildProcess Start(ProgramCall call)
    {
        var process = _launcher.Start(call);
        lock (_ids)
        {
            _ids.Add(process.Id);
            _folders.Add(call.WorkingFolder);
        }

        return process;
    }
}
