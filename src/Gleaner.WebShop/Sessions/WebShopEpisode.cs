using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Sessions;

/// <summary>
/// A task being played. Its state is one immutable record, so <see cref="Fork"/> copies a few references. As in the original
/// the shop stays open after a purchase; <see cref="Return"/> and <see cref="IsDone"/> keep what the first purchase made them.
/// </summary>
public sealed class WebShopEpisode : IExplainedEpisode
{
    private readonly Shop _shop;
    private readonly ShopTask _task;
    private Session _session;
    private History? _history;
    private WebShopObservation? _observation;
    private Purchase? _firstPurchase;

    internal WebShopEpisode(Shop shop, ShopTask task)
    {
        _shop = shop;
        _task = task;
        _session = Session.Start;
    }

    private WebShopEpisode(WebShopEpisode other)
    {
        _shop = other._shop;
        _task = other._task;
        _session = other._session;
        _history = other._history;
        _observation = other._observation;
        _firstPurchase = other._firstPurchase;
    }

    /// <inheritdoc/>
    public TaskId Task => _task.Id;

    /// <summary>The goal; hidden from the agent but for its instruction.</summary>
    public Goal Goal => _task.Goal;

    /// <summary>What the agent sees now.</summary>
    public WebShopObservation Observation => _observation ??= new WebShopObservation(View(_history));

    /// <inheritdoc/>
    public bool IsDone => _firstPurchase is not null;

    /// <inheritdoc/>
    public double Return => _firstPurchase?.Reward ?? 0;

    /// <summary>The latest purchase, with the details of its reward; null before one.</summary>
    public Purchase? Purchase => _session.Purchase;

    /// <summary>The page's address, as mode <c>url</c> prints it.</summary>
    public string Address => PageAddress.Of(_shop, _task, _session);

    Observation IEpisode.Observation => Observation;

    /// <summary>Performs an action. An action that is none on this page changes nothing and earns 0.</summary>
    public StepResult Step(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var next = SessionRules.Apply(_shop, _task, _session, action);
        if (_shop.Settings.KeepsHistory)
        {
            _history = new History(_history, new Lazy<string>(View(null).OwnText), action, _shop.Settings);
            _observation = null;
        }

        if (next is not null)
        {
            _session = next;
            _observation = null;
        }

        var bought = next is { Place: Place.Done } ? next.Purchase : null;
        _firstPurchase ??= bought;
        return new StepResult(Observation, bought?.Reward ?? 0, bought is not null, next is not null);
    }

    ValueTask<StepResult> IEpisode.StepAsync(string action, CancellationToken cancellationToken) => new(Step(action));

    ValueTask<string> IExplainedEpisode.ExplainReturnAsync(CancellationToken cancellationToken) => new(_firstPurchase?.Details.Explain() ?? "");

    /// <summary>A snapshot: an independent episode in the same state.</summary>
    public WebShopEpisode Fork() => new(this);

    private PageView View(History? history) => new(_shop, _task, _session, _shop.Settings.Mode, history);
}
