using System.CommandLine;
using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.IO;
using Gleaner.Web;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Serving;
using Gleaner.WebShop.Sessions;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner serve</c>: lets programs in other languages play in Gleaner's environments, or use a model that Gleaner samples and trains.</summary>
internal static class ServeCommand
{
    private const int FirstSessions = 1 << 24;

    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var options = new ShopServerOptions();
        var webshop = new Command("webshop", "Serve WebShop until Ctrl-C. Existing clients of the protocol need nothing but the address.");
        options.AddTo(webshop);
        webshop.SetAction(async (parsed, cancellationToken) =>
        {
            using var certificate = options.Tls.Load(parsed, surroundings);
            var request = options.Read(parsed, surroundings);
            return await ServeAsync(request with { Server = request.Server with { Certificate = certificate } }, terminal, surroundings, cancellationToken).ConfigureAwait(false);
        });
        return new Command("serve", "Serve an environment or a model to programs in other languages.") { webshop, ServeModelCommand.Create(context) };
    }

    private static async Task<int> ServeAsync(ShopServerRequest request, Terminal terminal, AppSurroundings surroundings, CancellationToken stop)
    {
        var environment = OpenShop(request, terminal);
        using var shop = new ServedShop(environment);
        var server = await StartAsync(request, shop, terminal, surroundings.Clock, stop).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            TlsOptions.Warn(request.Server.Certificate, NameOf(request.Server.Address, request.Server.AllowedHosts), terminal, surroundings.Clock);
            if (!IPAddress.IsLoopback(request.Server.Address))
            {
                terminal.Error.WriteLine($"warning: whoever reaches {request.Server.Address} can use this server; it asks for no password.");
            }

            terminal.Out.WriteLine($"webshop ({environment.Goals.Count} goals) by the protocol {request.ProtocolName} on {server.Url.GetLeftPart(UriPartial.Authority)}");
            await terminal.Out.FlushAsync(stop).ConfigureAwait(false);
            await WaitAsync(stop).ConfigureAwait(false);
        }

        terminal.Error.WriteLine("stopped.");
        return ExitCode.Done;
    }

    private static Task<EnvironmentServer> StartAsync(ShopServerRequest request, ServedShop shop, Terminal terminal, TimeProvider clock, CancellationToken stop)
    {
        // Numbers that differ from start to start keep clients of an earlier server out of the sessions of this one.
        var options = request.Server with { FirstSession = (int)(clock.GetUtcNow().ToUnixTimeSeconds() % FirstSessions) };
        void OnDefect(Exception e) => terminal.Error.WriteLine($"error: a defect of Gleaner: {e}");
        return request.Protocol switch
        {
            ServedProtocol.AgentGym => EnvironmentServer.StartAgentGymAsync(new WebShopDialect(shop), options, clock, OnDefect, stop),
            _ => EnvironmentServer.StartOpenEnvAsync(shop, options, clock, OnDefect, stop),
        };
    }

    /// <summary>The name that clients of a server will use, as far as it is told: the first that was allowed beside its own.</summary>
    internal static string? NameOf(IPAddress address, IEnumerable<string> allowed) =>
        allowed.FirstOrDefault() is { } name ? (name == HostGuard.AnyHost ? null : name)
        : HostGuard.IsAnyAddress(address) ? null
        : address.ToString();

    /// <summary>Waits until it is to stop.</summary>
    internal static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
    }

    private static WebShopEnvironment OpenShop(ShopServerRequest request, Terminal terminal)
    {
        var catalogue = request.Catalogue is { } folder ? Load(folder, new CatalogueOptions().CacheFrom) : Generate(request.Generated, terminal);
        var goals = new GoalList(catalogue, new GoalSettings { Kind = request.Goals, PriceBounds = request.PriceBounds });
        return new WebShopEnvironment(goals, new ShopSettings { Mode = request.Observation, Reward = request.Reward });

        ProductCatalogue Load(string from, long cacheFrom) => ProductCatalogue.Load(from, new CatalogueOptions
        {
            PriceSeed = request.PriceSeed,
            RequireHumanInstructions = request.Goals == GoalKind.Human,
            CacheFolder = request.CacheFolder,
            CacheFrom = cacheFrom,
            Report = terminal.Error.WriteLine,
        });

        ProductCatalogue Generate(GeneratorSettings settings, Terminal terminal)
        {
            terminal.Error.WriteLine($"Making up a catalogue of {settings.Products} products ...");
            using var temporary = ScratchFolder.Create("gleaner-serve-");
            new CatalogueGenerator(settings).Write(temporary.Path);

            // Deleted at once, so that it is read into memory whatever its size.
            return Load(temporary.Path, cacheFrom: long.MaxValue);
        }
    }
}
