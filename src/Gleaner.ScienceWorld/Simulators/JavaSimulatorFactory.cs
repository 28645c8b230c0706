using System.Collections.Immutable;
using System.Globalization;
using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Py4J;

namespace Gleaner.ScienceWorld.Simulators;

/// <summary>Starts the user's jar in a Java virtual machine of its own, with a py4j gateway in front.</summary>
internal sealed class JavaSimulatorFactory : ISimulatorFactory
{
    private const string WorldClass = "scienceworld.runtime.pythonapi.PythonInterface";

    private readonly SimulatorOptions _options;
    private readonly IProcessLauncher _launcher;

    /// <exception cref="GleanerException">There is no jar, or no Java.</exception>
    public JavaSimulatorFactory(SimulatorOptions options, IProcessLauncher launcher, IHost host)
    {
        _options = options;
        _launcher = launcher;
        Jar = JarFinder.Find(options.Jar, host);
        Call = CallOf(JavaFinder.Find(options.Java, host), Jar, options.MemoryMegabytes);
    }

    /// <summary>The jar that is run.</summary>
    public string Jar { get; }

    /// <summary>How it is run.</summary>
    internal ProgramCall Call { get; }

    public async Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken)
    {
        var process = await GatewayProcess.StartAsync(_launcher, Call, _options.StartTimeout, cancellationToken).ConfigureAwait(false);
        Py4JConnection? connection = null;
        try
        {
            connection = await Py4JConnection.OpenAsync(process.Port, _options.StartTimeout, _options.LongestAnswer, cancellationToken).ConfigureAwait(false);
            connection.Begin().Create(WorldClass);
            await connection.SendAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false);
            return new JavaSimulator(process, connection, connection.Answer(0).Text!, _options);
        }
        catch (Exception exception)
        {
            var state = exception is Py4JException ? await process.DescribeAsync().ConfigureAwait(false) : "";
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            await process.DisposeAsync().ConfigureAwait(false);
            if (exception is Py4JException failure)
            {
                throw new GleanerException(
                    $"ScienceWorld's simulator does not start. {failure.Message} Is '{Jar}' the scienceworld.jar of 'pip install scienceworld'? {state}", failure);
            }

            throw;
        }
    }

    // The serial collector and the quick compiler keep a process small; by default the heap alone grows beyond 2 GB.
    private static ProgramCall CallOf(string java, string jar, int megabytes) => new(java, ImmutableArray.Create(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        string.Create(CultureInfo.InvariantCulture, $"-Xmx{megabytes}m"),
        "-cp",
        jar,
        "py4j.GatewayServer",
        "--die-on-broken-pipe",
        "0"));
}
