using Microsoft.AspNetCore.Builder;

namespace Gleaner.Web.Protocols;

/// <summary>A server that answers by one protocol, for whom its guard lets in.</summary>
internal static class ProtocolServer
{
    /// <summary>Starts to listen.</summary>
    /// <param name="createProtocol">Makes the protocol, which goes with the server; it is given what is cancelled when the server stops.</param>
    /// <param name="listening">Where, and with which limits.</param>
    /// <param name="guard">Says who is let in.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The address cannot be listened on.</exception>
    public static Task<WebServer> StartAsync(
        Func<CancellationToken, IServerProtocol> createProtocol, Listening listening, HostGuard guard, Action<Exception> onDefect, CancellationToken cancellationToken) =>
        WebServer.StartAsync(
            listening,
            application =>
            {
                var protocol = createProtocol(application.Lifetime.ApplicationStopping);
                application.UseHostGuard(guard);
                application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
                application.Run(new RequestHandler(protocol, onDefect).HandleAsync);
                return protocol;
            },
            cancellationToken);
}
