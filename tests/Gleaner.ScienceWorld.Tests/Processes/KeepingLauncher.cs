using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Processes;

namespace Gleaner.ScienceWorld.Tests.Processes;

/// <summary>Starts real processes and keeps their ids.</summary>
internal sealed class KeepingLauncher : IProcessLauncher
{
    private readonly SystemProcessLauncher _launcher = new(ProcessIsolation.IgnoresStopSignals);
    private readonly List<int> _ids = [];

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

    public IChildProcess Start(ProgramCall call)
    {
        var process = _launcher.Start(call);
        lock (_ids)
        {
            _ids.Add(process.Id);
        }

        return process;
    }
}
