using System.Globalization;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.StandIn;

namespace Gleaner.Benchmarks.ScienceWorld;

/// <summary>The simulator that is measured: the user's jar, or where there is none the stand-in with a delay like the jar's.</summary>
internal sealed class BenchedSimulator : IDisposable
{
    private const int StandInMilliseconds = 8;

    private readonly DirectoryInfo? _folder;

    private BenchedSimulator(SimulatorOptions options, DirectoryInfo? folder)
    {
        Options = options;
        _folder = folder;
    }

    public SimulatorOptions Options { get; }

    /// <summary>In JSON.</summary>
    public string Name => _folder is null ? "scienceworld.jar" : "stand-in";

    /// <summary>In words.</summary>
    public string Description => _folder is null
        ? $"The simulator is {Options.Jar}."
        : string.Create(CultureInfo.InvariantCulture, $"There is no scienceworld.jar here: the simulator is the stand-in, a made-up world that sleeps {StandInMilliseconds} ms in every step. Its figures say what Gleaner adds to a step and nothing about ScienceWorld.");

    /// <summary>What a step of the stand-in sleeps; null with the jar.</summary>
    public int? DelayMilliseconds => _folder is null ? null : StandInMilliseconds;

    public static BenchedSimulator Find()
    {
        var options = new SimulatorOptions { Instances = 1 };
        try
        {
            return new BenchedSimulator(options with { Jar = JarFinder.Find(null, new SystemHost()) }, null);
        }
        catch (GleanerException) when (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(JarFinder.Variable) is null or "")
        {
            var folder = Directory.CreateTempSubdirectory("gleaner-bench-");
            var files = StandInFiles.Write(folder.FullName, new StandInSettings(TimeSpan.FromMilliseconds(StandInMilliseconds)));
            return new BenchedSimulator(options with { Java = files.Java, Jar = files.Jar }, folder);
        }
    }

    public void Dispose() => _folder?.Delete(recursive: true);
}
