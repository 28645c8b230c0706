using System.Net;
using Gleaner.ModelServers.Engine;
using Gleaner.ModelServers.OpenAI;
using Gleaner.ModelServers.Tinker;
using Gleaner.Web;
using Gleaner.Web.Protocols;

namespace Gleaner.ModelServers.Hosting;

/// <summary>A chat model from a folder behind a server on this machine, sampled and trained by Gleaner's own engine. Disposing it stops it.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebServer _server;

    private ModelServer(WebServer server, string modelName)
    {
        _server = server;
        ModelName = modelName;
    }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Url => _server.Url;

    /// <summary>The model's name for clients.</summary>
    public string ModelName { get; }

    /// <summary>Serves Tinker's training protocol: sessions, adapters, gradients, steps, checkpoints, samples.</summary>
    /// <param name="options">Which model, where, and what is granted.</param>
    /// <param name="clock">Tells when a session has been idle too long.</param>
    /// <param name="onDefect">Receives exceptions that no request should cause.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="GleanerException">The folder cannot be used, the options make no sense, or the address cannot be listened on.</exception>
    public static Task<ModelServer> StartTinkerAsync(ModelServerOptions options, TimeProvider clock, Action<Exception> onDefect, CancellationToken cancellationToken = default) =>
        StartAsync(options, (model, stopping) => new TinkerServerProtocol(model, options, clock, stopping), onDefect, cancellationToken);

    /// <summary>Serves OpenAI's completions, <c>/v1/chat/completions</c> and <c>/v1/completions</c>: the model as it is, nothing is trained.</summary>
    /// <inheritdoc cref="StartTinkerAsync"/>
    public static Task<ModelServer> StartOpenAIAsync(ModelServerOptions options, TimeProvider clock, Action<Exception> onDefect, CancellationToken cancellationToken = default) =>
        StartAsync(options, (model, _) => new CompletionServerProtocol(model, clock), onDefect, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<ModelServer> StartAsync(
        ModelServerOptions options, Func<ServedModel, CancellationToken, IServerProtocol> create, Action<Exception> onDefect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var model = ServedModel.Open(options);
        var listening = new Listening(new IPEndPoint(options.Address, options.Port))
        {
            MaxRequestBytes = options.MaxRequestBytes,
            MaxConnections = options.MaxWaiting + 1_000L,
            MaxSockets = 1,
            StopTimeout = options.StopTimeout,
            Certificate = options.Certificate,
        };
        var guard = new HostGuard(options.Address, options.AllowedHosts);
        var server = await ProtocolServer.StartAsync(stopping => create(model, stopping), listening, guard, onDefect, cancellationToken).ConfigureAwait(false);
        return new ModelServer(server, model.Name);
    }
}
