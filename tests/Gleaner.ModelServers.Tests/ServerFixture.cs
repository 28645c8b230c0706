using Gleaner.EndToEnd.Tests;
using Gleaner.ModelServers.Hosting;
using Gleaner.Tinker;

namespace Gleaner.ModelServers.Tests;

/// <summary>A server of a random model of a few thousand parameters, and a client of it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public const string Model = "tiny";

    private readonly TemporaryFolder _folder = new();
    private ModelServer? _server;

    public string Folder => _folder.File(Model);

    public Uri Url => _server!.Url;

    public TinkerClient Client { get; private set; } = null!;

    /// <summary>Exceptions that no request should have caused.</summary>
    public List<Exception> Defects { get; } = [];

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        TinyChatModel.Write(Folder, seed: 3);
        _server = await ModelServer.StartTinkerAsync(
            new ModelServerOptions { Folder = Folder, Context = 256, Port = 0, Threads = 2, MaxRequestBytes = 64 * 1024, CheckpointFolder = _folder.File("checkpoints") }, TimeProvider.System, Defects.Add, Stop);
        Client = new TinkerClient(new TinkerOptions { Address = Url, Retries = 0 });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
        _folder.Dispose();
        Defects.ShouldBeEmpty();
    }

    /// <summary>A model of rank 2 in a session of its own.</summary>
    public async Task<TinkerModel> CreateModelAsync(long seed = 5)
    {
        var session = await Client.OpenSessionAsync(cancellationToken: Stop);
        return await session.CreateModelAsync(Model, new TinkerLora(2) { Seed = seed, Alpha = 4 }, Stop);
    }
}
