using System.Text.Json;
using Gleaner.EnvironmentServers;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Serving;

/// <summary>WebShop as servers offer it: goals by their number, and drawn as the original draws them.</summary>
public sealed class ServedShop : IServedEnvironment, IDisposable
{
    private readonly WebShopEnvironment _environment;
    private readonly DrawnSessions _drawn;

    /// <param name="environment">The shop.</param>
    public ServedShop(WebShopEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _drawn = new DrawnSessions(environment.Goals);
    }

    /// <inheritdoc/>
    public string Name => _environment.Name;

    /// <inheritdoc/>
    public string Description => "WebShop: find and buy a product that fits an instruction. Actions are search[words] and click[label].";

    /// <inheritdoc/>
    public int TaskCount => _environment.Goals.Count;

    /// <inheritdoc/>
    public IReadOnlyList<ServedField> ObservationFields { get; } =
    [
        new("instruction", ServedFieldKind.Text, "What to buy."),
        new("has_search_bar", ServedFieldKind.Boolean, "Whether the page shows a search bar."),
        new("clickables", ServedFieldKind.Texts, "What click[...] accepts on this page."),
    ];

    /// <summary>Starts a goal.</summary>
    /// <param name="number">Its number, 0..<see cref="TaskCount"/> - 1.</param>
    public WebShopEpisode Start(int number) => _environment.Reset(number);

    /// <summary>Starts the goal that the original draws at a reset without a number.</summary>
    /// <param name="draw">How many resets there were before, the constructor's included.</param>
    public WebShopEpisode StartDrawn(int draw)
    {
        var drawn = _drawn[draw];
        return _environment.Reset(drawn.GoalIndex, drawn.Name);
    }

    /// <inheritdoc/>
    public int NumberOf(TaskId task) => _environment.Goals.IndexOf(task);

    /// <inheritdoc/>
    public ValueTask<IEpisode> StartAsync(int number, CancellationToken cancellationToken) => new(Start(number));

    /// <inheritdoc/>
    public ValueTask<IEpisode> StartDrawnAsync(int draw, CancellationToken cancellationToken) => new(StartDrawn(draw));

    /// <inheritdoc/>
    public void WriteObservationFields(Utf8JsonWriter json, IEpisode episode)
    {
        ArgumentNullException.ThrowIfNull(json);
        var played = (WebShopEpisode)episode;
        json.WriteString("instruction", played.Goal.Instruction);
        WriteActions(json, played.Observation.Actions);
    }

    /// <inheritdoc/>
    public void Dispose() => _drawn.Dispose();

    internal static void WriteActions(Utf8JsonWriter json, AvailableActions actions)
    {
        json.WriteBoolean("has_search_bar", actions.HasSearchBar);
        json.WriteStartArray("clickables");
        foreach (var clickable in actions.Clickables)
        {
            json.WriteStringValue(clickable);
        }

        json.WriteEndArray();
    }
}

/// <summary>The sessions that WebShop draws for resets without a goal number, drawn once for all who ask. Thread-safe.</summary>
internal sealed class DrawnSessions(GoalList goals) : IDisposable
{
    // Nobody resets a session so often; without an end one client could make the list grow for ever.
    private const int Limit = 1 << 16;

    private readonly Lock _lock = new();
    private readonly List<DrawnSession> _drawn = [];
    private readonly IEnumerator<DrawnSession> _source = goals.DrawSessions().GetEnumerator();

    public DrawnSession this[int draw]
    {
        get
        {
            var at = draw % Limit;
            lock (_lock)
            {
                while (_drawn.Count <= at)
                {
                    _source.MoveNext();
                    _drawn.Add(_source.Current);
                }

                return _drawn[at];
            }
        }
    }

    public void Dispose() => _source.Dispose();
}
