using System.Collections.Concurrent;
using System.Net;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests.Serving;

/// <summary>A viewer that listens on a free port, and a client that has been let in.</summary>
internal sealed class RunningViewer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ViewerServer _server;

    private RunningViewer(TemporaryFolder folder, ViewerServer server, TestAuthority? authority)
    {
        (_folder, _server) = (folder, server);
        Client = new HttpClient(authority?.Handler(Cookies) ?? new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = Root };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The address with the token.</summary>
    public Uri Url => _server.Url;

    /// <summary>The address without it.</summary>
    public Uri Root => new(_server.Url.GetLeftPart(UriPartial.Authority));

    /// <summary>The port that it listens on.</summary>
    public int Port => _server.ListensOn.Port;

    public HttpClient Client { get; }

    /// <summary>The folder of the runs.</summary>
    public string Runs => _folder.Path;

    /// <summary>Exceptions that no request should cause.</summary>
    public ConcurrentQueue<Exception> Defects { get; private init; } = new();

    public static Task<RunningViewer> StartAsync(params (string Name, MadeUpRun Shape)[] runs) => StartAsync(new NoWorlds(), _ => { }, runs);

    /// <param name="worlds">Opens worlds.</param>
    /// <param name="change">Changes the folder of runs before the viewer starts.</param>
    /// <param name="runs">The runs.</param>
    public static Task<RunningViewer> StartAsync(IRunWorlds worlds, Action<string> change, params (string Name, MadeUpRun Shape)[] runs) =>
        StartAsync(worlds, change, options => options, null, runs);

    /// <summary>A viewer that listens as it is told; one that speaks https to a client that trusts an authority.</summary>
    public static Task<RunningViewer> StartAsync(Func<ViewerOptions, ViewerOptions> listen, TestAuthority? authority) =>
        StartAsync(new NoWorlds(), _ => { }, listen, authority, ("run", MadeUpRun.Shape()));

    private static async Task<RunningViewer> StartAsync(
        IRunWorlds worlds, Action<string> change, Func<ViewerOptions, ViewerOptions> listen, TestAuthority? authority, params (string Name, MadeUpRun Shape)[] runs)
    {
        var folder = new TemporaryFolder();
        foreach (var (name, shape) in runs)
        {
            MadeUpRun.Write(folder.File(name), shape);
        }

        change(folder.Path);

        var defects = new ConcurrentQueue<Exception>();
        var server = await ViewerServer.StartAsync(
            listen(new ViewerOptions { Runs = [folder.Path] }), worlds, new DiskRunFiles(), TimeProvider.System, defects.Enqueue, TestContext.Current.CancellationToken);
        return new RunningViewer(folder, server, authority) { Defects = defects };
    }

    /// <summary>Opens the printed address, as a browser would.</summary>
    public async Task<RunningViewer> LogInAsync()
    {
        using var answer = await Client.GetAsync(Url, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await SettleAsync();
        return this;
    }

    /// <summary>Until all that the runs have written is indexed, however long this machine takes.</summary>
    public async Task SettleAsync()
    {
        foreach (var run in Directory.EnumerateDirectories(Runs).Select(Path.GetFileName))
        {
            while (!(await PageAsync($"/run/{run}/live")).Contains("\"ready\":true", StringComparison.Ordinal))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    public Task<HttpResponseMessage> GetAsync(string address) => Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>A page's HTML.</summary>
    public async Task<string> PageAsync(string address)
    {
        using var answer = await GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {text}");
        Defects.ShouldBeEmpty();
        return text;
    }

    /// <summary>The addresses of pages of every kind.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(string run)
    {
        await WarmAsync(run);
        return Addresses(run);
    }

    /// <summary>Has everything made that pages wait for.</summary>
    public async Task WarmAsync(string run)
    {
        foreach (var address in new[] { $"/run/{run}", $"/run/{run}/compare" })
        {
            await PageAsync(address);
            await SettleAsync();
        }
    }

    /// <summary>The same, once the run is indexed.</summary>
    public static IReadOnlyList<string> Addresses(string run)
    {
        var slug = IndexWriter.SlugOf(MadeUpRun.Training(0).Value);
        var lost = RolloutOf(2, 1);
        var won = RolloutOf(0, 1);
        return
        [
            "/", $"/run/{run}", $"/run/{run}/seed-1.EEF/tasks", $"/run/{run}/seed-1.EEF/tasks?split=test&show=newly&sort=task", $"/run/{run}/seed-1.EEF/task/{slug}",
            $"/run/{run}/seed-1.EEF/task/{slug}/1", $"/run/{run}/rollout/{lost}", $"/run/{run}/rollout/{ExpertRun}", $"/run/{run}/rollout/{won}/tokens/0", $"/run/{run}/diff/{won}/{lost}", $"/run/{run}/diff/{won}/{lost}/all",
            $"/run/{run}/compare?a=seed-1.EEF&b=seed-1.BC&split=test", $"/run/{run}/search?q=won%3Ano", $"/run/{run}/search?q=nonsense%3Ano",
        ];
    }

    /// <summary>The id of EEF's rollout of the first task from a state.</summary>
    public static RolloutId RolloutOf(int step, int iteration) =>
        IndexWriter.IdOf($"seed-1/EEF/iteration-{iteration}/rollouts", MadeUpRun.Shape().Record(0, step, 0, iteration).Key);

    /// <summary>The id of the expert's run on the first task.</summary>
    public static RolloutId ExpertRun => IndexWriter.IdOf($"experts/{MadeUpRun.Expert}/trajectories", $"{MadeUpRun.Training(0)}|1");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) =>
            throw new GleanerException("These runs keep their texts; no world is needed.");
    }
}
