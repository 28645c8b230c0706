using System.Net;
using System.Net.Sockets;
using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.EnvironmentServers.Messages;
using Gleaner.EnvironmentServers.OpenEnv;
using Gleaner.EnvironmentServers.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gleaner.EnvironmentServers.Hosting;

/// <summary>A server that listens. Disposing it stops it: open requests are answered, sockets told, sessions closed.</summary>
public sealed class EnvironmentServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServerProtocol _protocol;
    private readonly SessionLimit _sessions;

    private EnvironmentServer(WebApplication application, IServerProtocol protocol, SessionLimit sessions, EnvironmentServerOptions options)
    {
        _application = application;
        _protocol = protocol;
        _sessions = sessions;
        Options = options;
        string[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Url = new Uri(addresses[0]);
    }

    /// <summary>What the server was started with.</summary>
    public EnvironmentServerOptions Options { get; }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url { get; }

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
    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(Options.StopTimeout))
        {
            await _application.StopAsync(limit.Token).ConfigureAwait(false);
        }

        await _application.DisposeAsync().ConfigureAwait(false);
        await _protocol.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<EnvironmentServer> StartAsync(
        Func<SessionLimit, CancellationToken, IServerProtocol> createProtocol, EnvironmentServerOptions options, Action<Exception> onDefect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var sessions = new SessionLimit(options.MaxSessions);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        var application = builder.Build();
        var protocol = createProtocol(sessions, application.Lifetime.ApplicationStopping);
        try
        {
            application.UseHostGuard(new HostGuard(options.Address, options.AllowedHosts));
            application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
            application.Run(new RequestHandler(protocol, onDefect).HandleAsync);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new EnvironmentServer(application, protocol, sessions, options);
        }
        catch (Exception e)
        {
            await protocol.DisposeAsync().ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or SocketException)
            {
                throw new GleanerException($"Cannot listen on {new IPEndPoint(options.Address, options.Port)}: {Reason(e)}", e as IOException ?? new IOException(e.Message, e));
            }

            throw;
        }
    }

    private static void Configure(KestrelServerOptions kestrel, EnvironmentServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);

        // A refused socket is told why, so a few more than the sessions may connect.
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxSessions + 100L;
        kestrel.Limits.MaxConcurrentConnections = (2L * options.MaxSessions) + 1_000;
        kestrel.Limits.MaxRequestBodySize = options.MaxMessageBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(options.MaxMessageBytes, 64 * 1024);
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }

    private static string Reason(Exception e) => e.InnerException is AddressInUseException || e.Message.Contains("in use", StringComparison.OrdinalIgnoreCase)
        ? "something is already listening there. Stop it, or choose another port (0 takes a free one)."
        : e.GetBaseException().Message;

    /// <summary>Signals are for whoever runs the server.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
