using System.CommandLine;
using System.Globalization;
using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.EnvironmentServers;
using Gleaner.Web;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.CommandLine.Commands;

/// <summary>The options of <c>gleaner serve webshop</c>.</summary>
internal sealed class ShopServerOptions
{
    private const string GeneratedCatalogue = "generated";
    private const int LongestIdleMinutes = 7 * 24 * 60;

    private static readonly EnvironmentServerOptions Defaults = new();

    private readonly Option<string> _protocol = Choice("--protocol", null, "What clients speak.", "agentgym", "openenv");
    private readonly Option<string> _catalogue = new("--catalogue")
    {
        Description = $"The folder with items_shuffle*.json and items_ins_v2*.json, or the word '{GeneratedCatalogue}' for one that Gleaner makes up.",
        HelpName = "DIR",
        DefaultValueFactory = _ => GeneratedCatalogue,
    };

    private readonly Option<string?> _cache = CatalogueCommand.CacheOption();
    private readonly Option<int> _products = new("--products") { Description = "Number of products of a generated catalogue.", HelpName = "N", DefaultValueFactory = _ => 600 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of a generated catalogue.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _goals = Choice("--goals", "synthetic", "Goals made of product attributes, or worded by people.", "synthetic", "human");
    private readonly Option<string?> _priceBounds = new("--price-bounds") { Description = "Whose price bounds; by default the protocol's own: agentgym for agentgym, else original.", HelpName = "agentgym|original" };
    private readonly Option<ulong> _priceSeed = new("--price-seed") { Description = "Seed of the prices that upstream leaves to chance.", HelpName = "N" };
    private readonly Option<string> _observation = Choice("--observation", "text", "How pages are printed.", "text", "text_rich", "url");
    private readonly Option<string> _reward = Choice("--reward", "compatible", "How purchases are judged.", "compatible", "strict");
    private readonly Option<string> _address = new("--address")
    {
        Description = "Where to listen. Any address but this machine's own lets others use the server.",
        HelpName = "IP",
        DefaultValueFactory = _ => Defaults.Address.ToString(),
    };

    private readonly Option<string[]> _allowHost = new("--allow-host")
    {
        Description = "Another name that clients call this machine by, or * for any; can be repeated. Requests by unknown names are refused (403).",
        HelpName = "HOST",
    };

    private readonly Option<int> _port = Number("--port", Defaults.Port, "The port; 0 takes one that is free.");
    private readonly Option<int> _sessions = Number("--sessions", Defaults.MaxSessions, "How many sessions may be open at once.");
    private readonly Option<int> _idleMinutes = Number("--idle-minutes", (int)Defaults.IdleTimeout.TotalMinutes, "After how long without a request a session is closed.");
    private readonly Option<int> _maxMessage = Number("--max-message-kib", Defaults.MaxMessageBytes / 1024, "Longest request body or WebSocket message.");

    /// <summary>What it takes to serve https.</summary>
    public TlsOptions Tls { get; } = new();

    public ShopServerOptions()
    {
        _protocol.Required = true;
        _priceBounds.AcceptOnlyFromAmong("agentgym", "original");
    }

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _protocol, _catalogue, _cache, _products, _seed, _goals, _priceBounds, _priceSeed, _observation, _reward,
            _address, _allowHost, _port, .. Tls.All, _sessions, _idleMinutes, _maxMessage,
        ];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">A value is out of range.</exception>
    public ShopServerRequest Read(ParseResult parsed, AppSurroundings surroundings)
    {
        var protocol = Enum.Parse<ServedProtocol>(parsed.GetRequiredValue(_protocol), ignoreCase: true);
        var catalogue = parsed.GetRequiredValue(_catalogue);
        return new ShopServerRequest
        {
            Protocol = protocol,
            Catalogue = catalogue == GeneratedCatalogue ? null : surroundings.Full(catalogue),
            CacheFolder = parsed.GetValue(_cache) is { } cache ? surroundings.Full(cache) : null,
            Generated = new GeneratorSettings { Products = InRange(parsed, _products, 20, CatalogueGenerator.MostProducts), Seed = parsed.GetValue(_seed) },
            Goals = Enum.Parse<GoalKind>(parsed.GetRequiredValue(_goals), ignoreCase: true),
            PriceBounds = Enum.Parse<PriceBoundVariant>(parsed.GetValue(_priceBounds) ?? (protocol == ServedProtocol.AgentGym ? "agentgym" : "original"), ignoreCase: true),
            PriceSeed = parsed.GetValue(_priceSeed),
            Observation = parsed.GetRequiredValue(_observation) switch { "text" => ObservationMode.Text, "url" => ObservationMode.Url, _ => ObservationMode.TextRich },
            Reward = Enum.Parse<RewardMode>(parsed.GetRequiredValue(_reward), ignoreCase: true),
            Server = new EnvironmentServerOptions
            {
                Address = IPAddress.TryParse(parsed.GetRequiredValue(_address), out var address)
                    ? address
                    : throw new UsageException($"--address must be an IP address such as 127.0.0.1 or 0.0.0.0, not '{parsed.GetValue(_address)}'."),
                AllowedHosts = [.. (parsed.GetValue(_allowHost) ?? []).Select(Host)],
                Port = InRange(parsed, _port, IPEndPoint.MinPort, IPEndPoint.MaxPort),
                MaxSessions = InRange(parsed, _sessions, 1, 1_000_000),
                IdleTimeout = TimeSpan.FromMinutes(InRange(parsed, _idleMinutes, 1, LongestIdleMinutes)),
                MaxMessageBytes = InRange(parsed, _maxMessage, 1, 64 * 1024) * 1024,
            },
        };
    }

    private static string Host(string name) => HostGuard.IsHost(name)
        ? name
        : throw new UsageException($"--allow-host must be a host without scheme and port, such as gpu-box or 192.0.2.7, or *, not '{name}'.");

    private static int InRange(ParseResult parsed, Option<int> option, int least, int most)
    {
        var value = parsed.GetValue(option);
        return value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be a whole number from {least} to {most}, not {value}."));
    }

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };

    private static Option<string> Choice(string name, string? usual, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', values) };
        if (usual is not null)
        {
            option.DefaultValueFactory = _ => usual;
        }

        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
