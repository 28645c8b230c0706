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
/// <param name="Order">The order, one of <see cref="Orders"/>.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Lines">The rollouts.</param>
/// <param name="Found">How many there are, counted no further than <see cref="MostCounted"/>.</param>
internal sealed record SearchModel(string Run, RolloutQuery Query, string Order, int Page, IReadOnlyList<RolloutLine> Lines, long Found)
{
    /// <summary>Whether rollouts can be taken away as training rows.</summary>
    public bool HasRows { get; init; }

    public const int PageRows = 100;
    public const int MostCounted = 100_000;

    private const int LastPage = 1_000;

    /// <summary>The orders: a name for addresses, a word for people, and SQL.</summary>
    public static IReadOnlyList<(string Name, string Text, string Sql)> Orders { get; } =
    [
        ("", "in the order of the run", "r.n"),
        ("newest", "newest first", "r.n DESC"),
        ("return", "highest return first", "r.ret DESC, r.n"),
        ("steps", "most steps first", "r.steps DESC, r.n"),
        ("tokens", "most tokens first", "r.tokens DESC, r.n"),
        ("logp", "least likely first", "r.logp, r.n"),
    ];

    public long Pages => Math.Clamp((Found + PageRows - 1) / PageRows, 1, LastPage);

    public static Task<SearchModel> BuildAsync(ViewedRun run, string text, string order, int page, CancellationToken cancellationToken)
    {
        var query = RolloutQuery.Parse(text);
        var known = Orders.FirstOrDefault(known => known.Name == order, Orders[0]);
        var shown = Math.Clamp(page, 1, LastPage);
        return run.Index.ReadAsync(
            index =>
            {
                var tracks = index.Tracks();
                var rows = index.Search(query.Condition, query.Parameters, known.Sql, (shown - 1) * PageRows, PageRows);
                // Only the tasks of the page.
                var tasks = rows.Select(row => row.Task).Distinct().Select(task => index.Task(task)).OfType<TaskRow>().ToDictionary(task => task.Number);
                return new SearchModel(
                    run.Id, query, known.Name, shown, [.. rows.Select(row => RolloutLine.Of(row, tracks, tasks))], index.Count(query.Condition, query.Parameters, MostCounted)) { HasRows = run.Player.Rows is not null };
            },
            cancellationToken);
    }
}
