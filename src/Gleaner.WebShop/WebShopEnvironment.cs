using System.Globalization;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Sessions;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop;

/// <summary>
/// The shop of princeton-nlp/WebShop (Yao et al. 2022) without a browser: the same pages, actions, search and reward. All
/// episodes share the products, prices, goals and the search index.
/// </summary>
public sealed class WebShopEnvironment : IEnvironment
{
    private readonly Shop _shop;
    private readonly KeptItems<int, ShopTask> _tasks;

    /// <summary>Opens a shop.</summary>
    /// <param name="goals">The goals that can be played, with their catalogue.</param>
    /// <param name="settings">How it behaves and prints; null for the defaults.</param>
    /// <param name="titleNouns">The nouns of titles by which wrong purchases are judged; null for the catalogue's own.</param>
    public WebShopEnvironment(GoalList goals, ShopSettings? settings = null, ITitleNouns? titleNouns = null)
    {
        ArgumentNullException.ThrowIfNull(goals);
        Goals = goals;
        _tasks = new KeptItems<int, ShopTask>(goals.Count, goal => Prepare(goal));
        _shop = new Shop(goals.Catalogue, settings ?? new ShopSettings(), titleNouns);
    }

    /// <inheritdoc/>
    public string Name => "webshop";

    /// <summary>A trajectory is positive iff it earns the full reward, 1.</summary>
    public double SuccessThreshold => 1;

    /// <summary>The goals that can be played.</summary>
    public GoalList Goals { get; }

    /// <summary>How the shop behaves and prints.</summary>
    public ShopSettings Settings => _shop.Settings;

    /// <summary>Starts a task on the start page.</summary>
    /// <exception cref="GoalException">The shop has no such task.</exception>
    public WebShopEpisode Reset(TaskId task) => Reset(Goals.RequireIndex(task));

    /// <summary>Starts the task with this goal number.</summary>
    /// <param name="goalIndex">Number in <see cref="Goals"/>, from 0.</param>
    /// <param name="sessionName">Name of the session in addresses; null for the goal number, as in the original.</param>
    /// <exception cref="GoalException">There is no such number.</exception>
    public WebShopEpisode Reset(int goalIndex, string? sessionName = null)
    {
        if (goalIndex < 0 || goalIndex >= Goals.Count)
        {
            throw new GoalException($"There is no goal number {goalIndex}: this shop has goals 0..{Goals.Count - 1}.");
        }

        return new WebShopEpisode(_shop, sessionName is null ? _tasks[goalIndex] : Prepare(goalIndex, sessionName));
    }

    ValueTask<IEpisode> IEnvironment.ResetAsync(TaskId task, CancellationToken cancellationToken) => new(Reset(task));

    /// <summary>Starts a goal that need not be in the list: a variant with another price bound.</summary>
    internal WebShopEpisode Start(Goal goal, string sessionName) =>
        new(_shop, new ShopTask(GoalList.TaskOf(Goals.Catalogue, goal), goal, sessionName));

    private ShopTask Prepare(int goalIndex, string? sessionName = null) => new(
        Goals.TaskIds[goalIndex], Goals.Goals[goalIndex], sessionName ?? goalIndex.ToString(CultureInfo.InvariantCulture));
}
