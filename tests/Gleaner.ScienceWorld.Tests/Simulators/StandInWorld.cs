using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;
using Gleaner.ScienceWorld.Tests.Processes;

namespace Gleaner.ScienceWorld.Tests.Simulators;

/// <summary>An environment on the stand-in simulator, in processes of its own; it knows them all.</summary>
internal sealed class StandInWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gleaner-scienceworld-");
    private readonly KeepingLauncher _launcher = new();

    public StandInWorld(StandInSettings? standIn = null, SimulatorOptions? options = null, EpisodeSettings? episodes = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is started by a POSIX shell");
        var files = StandInFiles.Write(_folder.FullName, standIn);
        options = (options ?? new SimulatorOptions { Instances = 2 }) with { Java = files.Java, Jar = files.Jar };
        Environment = new ScienceWorldEnvironment(
            new SimulatorPool(new JavaSimulatorFactory(options, _launcher, new FakeHost(files.Java, files.Jar)), options), episodes ?? new EpisodeSettings());
    }

    public ScienceWorldEnvironment Environment { get; }

    /// <summary>The ids of all processes that were started.</summary>
    public IReadOnlyList<int> Processes => _launcher.Ids;

    /// <summary>The folders that they were started in.</summary>
    public IReadOnlyList<string?> Folders => _launcher.Folders;

    /// <summary>How many of them run.</summary>
    public int Running => Processes.Count(RunningProcesses.Has);

    public async ValueTask DisposeAsync()
    {
        await Environment.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
