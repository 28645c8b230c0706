using System.Net;
using Gleaner.Runs;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Security;
using Gleaner.Viewer.Serving;
using Gleaner.Web;
using Microsoft.AspNetCore.Builder;

namespace Gleaner.Viewer;

/// <summary>The viewer, listening. Disposing it stops it.</summary>
public sealed class ViewerServer : IAsyncDisposable
{
    private readonly WebServer _server;

    private ViewerServer(WebServer server, Uri url)
    {
        _server = server;
        Url = url;
    }

    /// <summary>The address to open, with a token that works once.</summary>
    public Uri Url { get; }

    /// <summary>Where it listens, with the real port: what a reverse proxy asks.</summary>
    public Uri ListensOn => _server.Url;

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
        var listening = new Listening(new IPEndPoint(options.Address, options.Port))
        {
            MaxRequestBytes = 64 * 1024,
            MaxConnections = 200,
            MaxLineBytes = 8 * 1024,
            MaxHeaderBytes = 32 * 1024,
            StopTimeout = TimeSpan.FromSeconds(2),
            Certificate = options.Certificate,
        };
        var guard = new RequestGuard(HostGuard.OfPages(options.Address, options.HostName, options.PublicUrl), AccessToken.Create(out var token), options.IsEncrypted, options.PublicUrl);
        var server = await WebServer.StartAsync(
            listening,
            application =>
            {
                var library = new RunLibrary([.. options.Runs.Select(Path.GetFullPath)], files, worlds, clock);
                application.Use(guard.HandleAsync);
                application.UseRouting();
                new ViewerEndpoints(library, files, clock, onDefect).Map(application);
                return library;
            },
            cancellationToken).ConfigureAwait(false);
        return new ViewerServer(server, new Uri(options.Root(server.Url.Port), $"{RequestGuard.LoginPath}?token={token}"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
