using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using NATS.Client.ObjectStore;

namespace Gleaner.Cluster.Connecting;

/// <summary>A connection to the servers, which outlives their restarts: what is asked of them is asked again until it is answered.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private const int StreamNotFound = 10059;
    private const int InsufficientResources = 10023;
    private const int StorageExceeded = 10047;

    private const string RoomAdvice = ": free its disk or raise its limit of storage";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly NatsConnection _connection;
    private readonly ClusterOptions _options;
    private readonly Action<string> _warn;

    private NatsLink(ClusterOptions options, string name, Action<string> warn)
    {
        (_options, _warn) = (options, warn);
        _connection = new NatsConnection(LinkOptions.Of(options, name));
        Stream = new NatsJSContext(_connection);
        Runs = new NatsKVContext(Stream);
        Archives = new NatsObjContext(Stream);
    }

    public NatsJSContext Stream { get; }

    public NatsKVContext Runs { get; }

    public NatsObjContext Archives { get; }

    public NatsConnection Connection => _connection;

    public TimeProvider Clock => _options.Clock;

    /// <summary>The most bytes of a message that is surely taken.</summary>
    public int LargestMessage => Math.Max(1 << 10, (_connection.ServerInfo?.MaxPayload ?? 1 << 20) - (1 << 13));

    /// <summary>Connects, and makes the streams and buckets if they are not there.</summary>
    /// <exception cref="GleanerException">No server answers, it refuses, or it has no JetStream.</exception>
    public static async Task<NatsLink> OpenAsync(ClusterOptions options, string name, Action<string> warn, CancellationToken cancellationToken)
    {
        var link = new NatsLink(options.Validated(), name, warn);
        try
        {
            await link.AskAsync("connect", options.FirstConnection, async token =>
            {
                await link._connection.ConnectAsync().AsTask().WaitAsync(token).ConfigureAwait(false);
                await link.PrepareAsync(token).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the streams and buckets if they are not there.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var kept = _options.KeptFor;
        await Stream.CreateOrUpdateStreamAsync(
            new StreamConfig(Subjects.WorkStream, [Subjects.AllWork]) { Retention = StreamConfigRetention.Workqueue, Storage = StreamConfigStorage.File, MaxAge = kept },
            cancellationToken).ConfigureAwait(false);
        await Stream.CreateOrUpdateStreamAsync(
            new StreamConfig(Subjects.ResultStream, [Subjects.AllResults]) { Retention = StreamConfigRetention.Limits, Storage = StreamConfigStorage.File, MaxAge = kept },
            cancellationToken).ConfigureAwait(false);
        await Runs.CreateOrUpdateStoreAsync(new NatsKVConfig(Subjects.RunBucket) { MaxAge = kept, Storage = NatsKVStorageType.File }, cancellationToken).ConfigureAwait(false);
        await Archives.CreateObjectStoreAsync(new NatsObjConfig(Subjects.ArchiveBucket) { MaxAge = kept, Storage = NatsObjStorageType.File }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the servers for something until they answer.</summary>
    /// <param name="what">What, for messages: a verb.</param>
    /// <param name="ask">Asks once.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">They did not answer for as long as the options say, or they refuse.</exception>
    public Task<T> AskAsync<T>(string what, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        AskAsync(what, _options.Patience, ask, cancellationToken);

    public Task AskAsync(string what, Func<CancellationToken, Task> ask, CancellationToken cancellationToken) => AskAsync(what, _options.Patience, async token =>
    {
        await ask(token).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public async Task<T> AskAsync<T>(string what, TimeSpan patience, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var started = Clock.GetTimestamp();
        var pause = FirstPause;
        var told = false;
        while (true)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken))
            {
                var waited = Clock.GetElapsedTime(started);
                if (waited + pause > patience || IsRefusal(exception))
                {
                    throw new GleanerException($"NATS at {_options.Servers}: cannot {what} (as {_options.Credentials}): {MessageOf(exception)}{(IsOutOfRoom(exception) ? RoomAdvice : "")}", new IOException(exception.Message, exception));
                }

                if (!told && pause > FirstPause * 4)
                {
                    told = true;
                    var trouble = IsOutOfRoom(exception) ? $"has no room left ({MessageOf(exception)}){RoomAdvice}" : $"does not answer ({MessageOf(exception)})";
                    _warn($"NATS at {_options.Servers} {trouble}; waiting up to {patience.TotalMinutes:0.#} minutes for it ...");
                }

                await RestoreAsync(exception, cancellationToken).ConfigureAwait(false);
                await Task.Delay(pause, Clock, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
            }
        }
    }

    // A server that has lost its disk is given its streams again; what was in them is handed out again by coordinators.
    private async Task RestoreAsync(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not NatsJSApiException { Error.ErrCode: StreamNotFound })
        {
            return;
        }

        try
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception another) when (IsPassing(another, cancellationToken))
        {
            // It is asked again anyway.
        }
    }

    /// <summary>Whether the servers may answer otherwise soon.</summary>
    public static bool IsPassing(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && exception is NatsException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // Wrong credentials, or a server without JetStream: no wait helps.
    private static bool IsRefusal(Exception exception) =>
        MessageOf(exception).Contains("authorization violation", StringComparison.OrdinalIgnoreCase) || exception is NatsJSApiException { Error.Code: 400 };

    private static bool IsOutOfRoom(Exception exception) => exception is NatsJSApiException { Error.ErrCode: InsufficientResources or StorageExceeded };

    private static string MessageOf(Exception exception) => exception.InnerException is { } inner && exception is not NatsJSApiException
        ? $"{exception.Message.TrimEnd('.')}: {MessageOf(inner)}"
        : exception.Message;
}
