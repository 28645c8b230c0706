using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gleaner.Runs;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Security;
using Gleaner.Viewer.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gleaner.Viewer;

/// <summary>The viewer, listening. Disposing it stops it.</summary>
public sealed class ViewerServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly RunLibrary _library;

    private ViewerServer(WebApplication application, RunLibrary library, Uri url)
    {
        _application = application;
        _library = library;
        Url = url;
    }

    /// <summary>The address to open, with a token that works once.</summary>
    public Uri Url { get; }

    /// <summary>Starts the viewer.</summary>
    /// <param name="options">What it shows, and where it listens.</param>
    /// <param name="worlds">Opens the worlds of runs that do not keep the texts of observations.</param>
    /// <param name="files">How files of runs are reached.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The options make no sense, or the address cannot be listened on.</exception>
    public static async Task<ViewerServer> StartAsync(
        ViewerOptions options, IRunWorlds worlds, IRunFiles files, TimeProvider clock, Action<Exception> onDefect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        var application = builder.Build();
        var library = new RunLibrary([.. options.Runs.Select(Path.GetFullPath)], files, worlds, clock);
        try
        {
            var access = AccessToken.Create(out var token);
            RequestGuard? guard = null;
            application.Use((http, next) => Volatile.Read(ref guard) is { } ready ? ready.HandleAsync(http, next) : RequestGuard.RefuseAsync(http, 503, "The viewer is starting."));
            application.UseRouting();
            new ViewerEndpoints(library, files, clock, onDefect).Map(application);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            var name = options.HostName ?? (IPAddress.IsLoopback(options.Address) ? "127.0.0.1" : options.Address.ToString());
            var made = new RequestGuard(Hosts(options, bound.Port), access, string.Create(CultureInfo.InvariantCulture, $"gleaner-viewer-{bound.Port}"));
            Volatile.Write(ref guard, made);
            return new ViewerServer(application, library, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{Bracketed(name)}:{bound.Port}{RequestGuard.LoginPath}?token={token}")));
        }
        catch (Exception e)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            await library.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or SocketException)
            {
                throw new GleanerException($"Cannot listen on {new IPEndPoint(options.Address, options.Port)}: {Reason(e)}", e as IOException ?? new IOException(e.Message, e));
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(StopTimeout))
        {
            await _application.StopAsync(limit.Token).ConfigureAwait(false);
        }

        await _application.DisposeAsync().ConfigureAwait(false);
        await _library.DisposeAsync().ConfigureAwait(false);
    }

    // A name that a browser on this machine may have used; nothing else resolves to us by our leave.
    private static HashSet<string> Hosts(ViewerOptions options, int port)
    {
        string[] names = IPAddress.IsLoopback(options.Address)
            ? ["localhost", "127.0.0.1", "[::1]"]
            : [Bracketed(options.Address.ToString()), .. options.HostName is { } name ? [name] : Array.Empty<string>()];
        var ports = string.Create(CultureInfo.InvariantCulture, $":{port}");
        return names.Select(name => name + ports).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string Bracketed(string name) => name.Contains(':', StringComparison.Ordinal) && name[0] != '[' ? $"[{name}]" : name;

    private static void Configure(KestrelServerOptions kestrel, ViewerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxConcurrentConnections = 200;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    private static string Reason(Exception e) => e.InnerException is AddressInUseException || e.Message.Contains("in use", StringComparison.OrdinalIgnoreCase)
        ? "something is already listening there. Stop it, or choose another port (0 takes a free one)."
        : e.GetBaseException().Message;

    /// <summary>Signals are for whoever runs the viewer.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
