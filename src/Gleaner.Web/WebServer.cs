using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gleaner.Web;

/// <summary>Kestrel with limits: the one way in which Gleaner listens. Disposing it stops it: open requests are answered first.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly IAsyncDisposable _served;
    private readonly TimeSpan _stopTimeout;

    private WebServer(WebApplication application, IAsyncDisposable served, TimeSpan stopTimeout)
    {
        _application = application;
        _served = served;
        _stopTimeout = stopTimeout;
        Url = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="listening">Where, and with which limits.</param>
    /// <param name="serve">
    /// Says what requests meet. What it returns goes with the server: it is disposed of once the server has stopped, or could not start.
    /// </param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The address cannot be listened on.</exception>
    public static async Task<WebServer> StartAsync(Listening listening, Func<WebApplication, IAsyncDisposable> serve, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(listening.Configure);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = listening.StopTimeout);
        var application = builder.Build();
        IAsyncDisposable? served = null;
        try
        {
            served = serve(application);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new WebServer(application, served, listening.StopTimeout);
        }
        catch (Exception e)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (served is not null)
            {
                await served.DisposeAsync().ConfigureAwait(false);
            }

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
        await _served.DisposeAsync().ConfigureAwait(false);
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
/// <param name="EndPoint">Address and port; port 0 takes one that is free.</param>
internal sealed record Listening(IPEndPoint EndPoint)
{
    /// <summary>Longest request body in bytes.</summary>
    public required int MaxRequestBytes { get; init; }

    public required long MaxConnections { get; init; }

    /// <summary>How many connections may become WebSockets.</summary>
    public long MaxSockets { get; init; }

    /// <summary>Longest request line in bytes, the query with it.</summary>
    public int MaxLineBytes { get; init; } = 4 * 1024;

    /// <summary>All headers of a request in bytes.</summary>
    public int MaxHeaderBytes { get; init; } = 16 * 1024;

    /// <summary>How long open requests may take when the server stops.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>What the server shows who calls it by https; null for http.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>What any server's options are asked.</summary>
    /// <exception cref="GleanerException">It is no port, or a name is no host.</exception>
    public static void Validate(int port, IEnumerable<string> allowedHosts)
    {
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new GleanerException($"The port must be from 0 to 65535, not {port}.");
        }

        foreach (var host in allowedHosts.Where(host => !HostGuard.IsHost(host)))
        {
            throw new GleanerException($"'{host}' is not a host: name it without scheme and port, such as gpu-box or 192.0.2.7, or '{HostGuard.AnyHost}' for any.");
        }
    }

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            Certificate?.Configure(listen);
        });
        kestrel.Limits.MaxConcurrentUpgradedConnections = MaxSockets;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(MaxRequestBytes, 64 * 1024);
        kestrel.Limits.MaxRequestLineSize = MaxLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }
}
