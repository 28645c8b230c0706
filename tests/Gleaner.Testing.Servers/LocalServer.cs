using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gleaner.Testing.Servers;

/// <summary>An HTTP server in the tests' own process, on a free port of the loopback address.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LocalServer(WebApplication application)
    {
        _application = application;
        Url = new Uri(application.Urls.Single());
    }

    public Uri Url { get; }

    public static async Task<LocalServer> StartAsync(RequestDelegate handle, Action<WebApplication>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        var application = builder.Build();
        configure?.Invoke(application);
        application.Run(handle);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new LocalServer(application);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
