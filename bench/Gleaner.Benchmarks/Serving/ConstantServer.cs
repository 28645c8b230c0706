using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gleaner.Benchmarks.Serving;

/// <summary>The least that a web server on Kestrel can do: take the request's body, and answer the same bytes every time.</summary>
internal sealed class ConstantServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ConstantServer(WebApplication application)
    {
        _application = application;
        Url = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Url { get; }

    /// <param name="answerLength">Bytes of the answer.</param>
    public static async Task<ConstantServer> StartAsync(int answerLength)
    {
        byte[] answer = [.. Enumerable.Repeat((byte)'x', answerLength)];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, answer));
        await application.StartAsync().ConfigureAwait(false);
        return new ConstantServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        var body = context.Request.BodyReader;
        var isWhole = false;
        while (!isWhole)
        {
            var read = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            isWhole = read.IsCompleted;
            body.AdvanceTo(read.Buffer.End);
        }

        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }
}
