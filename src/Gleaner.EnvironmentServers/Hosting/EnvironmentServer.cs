using System.Net;
using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.EnvironmentServers.OpenEnv;
using Gleaner.EnvironmentServers.Sessions;
using Gleaner.Web;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.Hosting;

/// <summary>A server that listens. Disposing it stops it: open requests are answered, sockets told, sessions closed.</summary>
public sealed class EnvironmentServer : IAsyncDisposable
{
    private readonly WebServer _server;
    private readonly SessionLimit _sessions;

    private EnvironmentServer(WebServer server, SessionLimit sessions, EnvironmentServerOptions options)
    {
        _server = server;
        _sessions = sessions;
        Options = options;
    }

    /// <summary>What the server was started with.</summary>
    public EnvironmentServerOptions Options { get; }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url => _server.Url;

    /// <summary>Number of open sessions.</summary>
    public int OpenSessions => _sessions.Open;

    /// <summary>Serves an environment as AgentGym's servers do.</summary>
    /// <param name="dialect">What is served, and how clients expect it to be spelt: <c>new AgentGymDialect(environment)</c> for most.</param>
    /// <param name="options">Where to listen, and what to grant.</param>
    /// <param name="clock">Tells when a session has been idle too long.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The options make no sense, or the address cannot be listened on.</exception>
    public static Task<EnvironmentServer> StartAgentGymAsync(
        AgentGymDialect dialect, EnvironmentServerOptions options, TimeProvider clock, Action<Exception> onDefect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return StartAsync(
            (sessions, _) => new AgentGymServerProtocol(dialect, new SessionTable(sessions, options, clock, onDefect), options), options, onDefect, cancellationToken);
    }

    /// <summary>Serves an environment as OpenEnv's servers do.</summary>
    /// <inheritdoc cref="StartAgentGymAsync"/>
    /// <param name="environment">What is served.</param>
    /// <param name="options">Where to listen, and what to grant.</param>
    /// <param name="clock">Tells when a session has been idle too long.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static Task<EnvironmentServer> StartOpenEnvAsync(
        IServedEnvironment environment, EnvironmentServerOptions options, TimeProvider clock, Action<Exception> onDefect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return StartAsync(
            (sessions, stopping) => new OpenEnvServerProtocol(environment, sessions, options, clock, onDefect, stopping), options, onDefect, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<EnvironmentServer> StartAsync(
        Func<SessionLimit, CancellationToken, IServerProtocol> createProtocol, EnvironmentServerOptions options, Action<Exception> onDefect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var sessions = new SessionLimit(options.MaxSessions);
        var listening = new Listening(new IPEndPoint(options.Address, options.Port))
        {
            MaxRequestBytes = options.MaxMessageBytes,
            MaxConnections = (2L * options.MaxSessions) + 1_000,

            // A refused socket is told why, so a few more than the sessions may connect.
            MaxSockets = options.MaxSessions + 100L,
            StopTimeout = options.StopTimeout,
            Certificate = options.Certificate,
        };
        var guard = new HostGuard(options.Address, options.AllowedHosts);
        var server = await ProtocolServer.StartAsync(stopping => createProtocol(sessions, stopping), listening, guard, onDefect, cancellationToken).ConfigureAwait(false);
        return new EnvironmentServer(server, sessions, options);
    }
}
