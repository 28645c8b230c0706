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
    private readonly SemaphoreSlim _firstStart = new(1, 1);
    private volatile bool _isAccepted;
    private string? _refusal;

    /// <exception cref="GleanerException">There is no jar, or no Java.</exception>
    public JavaSimulatorFactory(SimulatorOptions options, IProcessLauncher launcher, IHost host)
    {
        _options = options;
        _launcher = launcher;

        // Absolute: the process is started in another folder.
        Jar = Path.GetFullPath(JarFinder.Find(options.Jar, host));
        Call = CallOf(Path.GetFullPath(JavaFinder.Find(options.Java, host)), Jar, options.MemoryMegabytes);
    }

    /// <summary>The jar that is run.</summary>
    public string Jar { get; }

    /// <summary>How it is run.</summary>
    internal ProgramCall Call { get; }

    /// <inheritdoc/>
    /// <remarks>The first start of all is waited for, so that a jar that cannot be played is refused once, not by a process for each episode.</remarks>
    public async Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken)
    {
        if (!_isAccepted)
        {
            await _firstStart.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!_isAccepted)
                {
                    return await StartFirstAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _firstStart.Release();
            }
        }

        return await StartOneAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<JavaSimulator> StartFirstAsync(CancellationToken cancellationToken)
    {
        if (_refusal is not null)
        {
            throw new GleanerException(_refusal);
        }

        var simulator = await StartOneAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var names = await simulator.ListTaskNamesAsync(cancellationToken).ConfigureAwait(false);
            _refusal = SimulatorVersions.RefusalOf(Jar, names);
            _isAccepted = _refusal is null;
            return _refusal is null ? simulator : throw new GleanerException(_refusal);
        }
        catch
        {
            await simulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<JavaSimulator> StartOneAsync(CancellationToken cancellationToken)
    {
        GatewayProcess? process = null;
        Py4JConnection? connection = null;
        try
        {
            process = await GatewayProcess.StartAsync(_launcher, Call, _options.StartTimeout, cancellationToken).ConfigureAwait(false);
            connection = await Py4JConnection.OpenAsync(process.Port, _options.StartTimeout, _options.LongestAnswer, cancellationToken).ConfigureAwait(false);
            connection.Begin().Create(WorldClass);
            await connection.SendAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false);
            return new JavaSimulator(process, connection, connection.Answer(0).Text!, _options);
        }
        catch (Exception exception)
        {
            var state = exception is Py4JException && process is not null ? $" {await process.DescribeAsync().ConfigureAwait(false)}" : "";
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            if (process is not null)
            {
                await process.DisposeAsync().ConfigureAwait(false);
            }

            if (exception is GleanerException failure)
            {
                throw new GleanerException(
                    $"ScienceWorld's simulator does not start. {failure.Message}{state}\nIs '{Jar}' the scienceworld.jar of 'pip install scienceworld', with py4j in it?", failure);
            }

            throw;
        }
    }

    // The serial collector keeps a process small; by default the heap alone grows beyond 2 GB.
    private static ProgramCall CallOf(string java, string jar, int megabytes) => new(java, ImmutableArray.Create(
        "-XX:+UseSerialGC",
        string.Create(CultureInfo.InvariantCulture, $"-Xmx{megabytes}m"),
        "-cp",
        jar,
        "py4j.GatewayServer",
        "--die-on-broken-pipe",
        "0"));
}
