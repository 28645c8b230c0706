using System.Net;
using System.Net.Sockets;
using Gleaner.EnvironmentServers.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gleaner.EnvironmentServers.Hosting;

/// <summary>Kestrel with limits around one protocol: the one way in which Gleaner's servers listen. Disposing it stops it: open requests are answered first.</summary>
internal sealed class ProtocolServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IServerProtocol _protocol;
    private readonly TimeSpan _stopTimeout;

    private ProtocolServer(WebApplication application, IServerProtocol protocol, TimeSpan stopTimeout)
    {
        _application = application;
        _protocol = protocol;
        _stopTimeout = stopTimeout;
        string[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Url = new Uri(addresses[0]);
    }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="createProtocol">Makes the protocol, which goes with the server; it is given what is cancelled when the server stops.</param>
    /// <param name="listening">Where, and with which limits.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The address cannot be listened on.</exception>
    public static async Task<ProtocolServer> StartAsync(
        Func<CancellationToken, IServerProtocol> createProtocol, Listening listening, Action<Exception> onDefect, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, listening));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = listening.StopTimeout);
        var application = builder.Build();
        var protocol = createProtocol(application.Lifetime.ApplicationStopping);
        try
        {
            application.UseHostGuard(listening.Guard);
            application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
            application.Run(new RequestHandler(protocol, onDefect).HandleAsync);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ProtocolServer(application, protocol, listening.StopTimeout);
        }
        catch (Exception e)
        {
            await protocol.DisposeAsync().ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or SocketException)
            {
                throw new GleanerException($"Cannot listen on {listening.EndPoint}: {Reason(e)}", e as IOException ?? new IOException(e.Message, e));
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(_stopTimeout))
        {
            await _application.StopAsync(limit.Token).ConfigureAwait(false);
        }

        await _application.DisposeAsync().ConfigureAwait(false);
        await _protocol.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, Listening listening)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(listening.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxConcurrentUpgradedConnections = listening.MaxSockets;
        kestrel.Limits.MaxConcurrentConnections = listening.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = listening.MaxRequestBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(listening.MaxRequestBytes, 64 * 1024);
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

/// <summary>Where a server listens, and with which limits.</summary>
/// <param name="EndPoint">Address and port.</param>
/// <param name="Guard">Says who is let in.</param>
internal sealed record Listening(IPEndPoint EndPoint, HostGuard Guard)
{
    /// <summary>Longest request body in bytes.</summary>
    public required int MaxRequestBytes { get; init; }

    public required long MaxConnections { get; init; }

    public required long MaxSockets { get; init; }

    /// <summary>How long open requests may take when the server stops.</summary>
    public required TimeSpan StopTimeout { get; init; }
}
