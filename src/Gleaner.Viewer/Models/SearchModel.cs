using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Models;

/// <summary>What can be searched in exported pages.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Shards">The files of its index.</param>
/// <param name="Searched">Rollouts in it.</param>
/// <param name="Rollouts">All rollouts.</param>
/// <param name="Cut">Rollouts of which it has only the beginning.</param>
internal sealed record StaticSearchModel(string Run, int Shards, int Searched, int Rollouts, int Cut);

/// <summary>The rollouts that a query holds for, a page of them.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Query">The query.</param>
/// <param name="Order">The order.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Lines">The rollouts.</param>
/// <param name="Found">How many there are; at least how many, if they were not all counted.</param>
/// <param name="IsCounted">Whether they were all counted.</param>
internal sealed record SearchModel(string Run, RolloutQuery Query, RolloutOrder Order, int Page, IReadOnlyList<RolloutLine> Lines, long Found, bool IsCounted)
{
    /// <summary>Whether rollouts can be taken away as training rows.</summary>
    public bool HasRows { get; init; }

    public const int PageRows = 100;

    private const int LastPage = 1_000;

    public long Pages => Math.Clamp((Found + PageRows - 1) / PageRows, 1, LastPage);

    /// <summary>Whether there is a page after this one.</summary>
    public bool HasNext => Page < Pages || (!IsCounted && Lines.Count == PageRows && Page < LastPage);

    /// <param name="run">The run.</param>
    /// <param name="text">The query as it was typed.</param>
    /// <param name="order">The name of an order.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="isCounted">Whether all are to be counted, however long that takes.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static Task<SearchModel> BuildAsync(ViewedRun run, string text, string order, int page, bool isCounted, CancellationToken cancellationToken)
    {
        var query = RolloutQuery.Parse(text);
        var known = RolloutOrder.Of(order);
        var shown = Math.Clamp(page, 1, LastPage);
        return run.Index.ReadAsync(
            index =>
            {
                var found = RolloutSearch.Find(index, query, known, (shown - 1) * PageRows, PageRows);
                if (isCounted && !found.IsCounted)
                {
                    found = found with { Count = index.Count(query.Condition, query.Parameters), IsCounted = true };
                }

                var tracks = index.Tracks();
                var rows = found.Numbers.Select(index.RolloutAt).OfType<RolloutRow>().ToList();
                // Only the tasks of the page.
                var tasks = rows.Select(row => row.Task).Distinct().Select(task => index.Task(task)).OfType<TaskRow>().ToDictionary(task => task.Number);
                return new SearchModel(run.Id, query, known, shown, [.. rows.Select(row => RolloutLine.Of(row, tracks, tasks))], found.Count, found.IsCounted) { HasRows = run.Player.Rows is not null };
            },
            cancellationToken);
    }
}
