using System.Globalization;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>A page of what a query finds.</summary>
/// <param name="Numbers">The rollouts' numbers in the index.</param>
/// <param name="Count">How many there are, if that was counted; else at least how many.</param>
/// <param name="IsCounted">Whether all of them were counted.</param>
internal sealed record FoundRollouts(IReadOnlyList<long> Numbers, long Count, bool IsCounted);

/// <summary>
/// Finds a page of the rollouts that a query holds for. What it costs depends on the page and not on how many rollouts the run has, as far as that can be:
/// something that holds for few of them is looked up and sorted; what holds for many is met soon by going through them in the order that is asked for; and nobody
/// waits for all to be counted.
/// </summary>
/// <remarks>
/// A word that stands in an instruction or in a rollout's own texts is two ways of being found (<see cref="SearchArm"/>); each gives its first rollouts, and they are put together here.
/// </remarks>
internal sealed class RolloutSearch
{
    private const int MostSplit = 4;

    private readonly IndexDatabase _index;
    private readonly RolloutQuery _query;
    private readonly SearchLimits _limits;
    private readonly List<SearchArm> _arms = [];

    private RolloutSearch(IndexDatabase index, RolloutQuery query, SearchLimits limits) => (_index, _query, _limits) = (index, query, limits);

    /// <summary>Finds a page.</summary>
    /// <param name="index">The index.</param>
    /// <param name="query">The query.</param>
    /// <param name="order">The order.</param>
    /// <param name="skip">Rollouts before the page.</param>
    /// <param name="take">Rollouts of the page.</param>
    /// <param name="limits">How much is done for it; null for the usual.</param>
    public static FoundRollouts Find(IndexDatabase index, RolloutQuery query, RolloutOrder order, int skip, int take, SearchLimits? limits = null)
    {
        var search = new RolloutSearch(index, query, limits ?? new SearchLimits());
        search.Plan();
        return search._arms switch
        {
            [] => new FoundRollouts([], 0, true),
            [var arm] => search.Single(arm, order, skip, take),
            _ => search.Several(order, skip, take),
        };
    }

    private void Plan()
    {
        // Stages are written one behind the other, so what is about stages is a part of the run.
        var ofStage = _query.Clauses.Where(clause => clause.IsOfStage).ToList();
        var range = _index.Rows(
            row => row.IsDBNull(0) ? default((long First, long Last)?) : (row.GetInt64(0), row.GetInt64(1)),
            $"SELECT min(first), max(last) FROM files r WHERE rollouts > 0 AND {QueryClause.All(ofStage)}", [.. _query.Parameters])[0];
        if (range is not { } part)
        {
            return;
        }

        var context = new SearchContext(_index, _query, _limits, part.First, part.Last);
        var filters = _query.Clauses.Where(clause => clause.Text is null).Select(clause => clause.Sql).ToList();
        var arms = new List<(List<string> Matches, List<string> Tasks)> { ([], []) };
        var split = 0;
        foreach (var clause in _query.Clauses)
        {
            if (clause.Text is not { } text)
            {
                continue;
            }

            var match = text.Match(_index);
            var tasks = text.Tasks is { } query && _index.Long($"SELECT EXISTS({query})", [.. _query.Parameters]) != 0 ? $"r.task IN ({query})" : null;
            if (clause.IsNot || (match is not null && tasks is not null && ++split > MostSplit))
            {
                var either = string.Join(" OR ", new[] { tasks, match is null ? null : context.Holds(match) }.OfType<string>());
                filters.Add(clause.IsNot ? (either.Length > 0 ? $"NOT ({either})" : "1") : $"({either})");
            }
            else
            {
                arms =
                [
                    .. arms.Where(_ => match is not null).Select(arm => (new List<string>([.. arm.Matches, match!]), arm.Tasks)),
                    .. arms.Where(_ => tasks is not null).Select(arm => (arm.Matches, new List<string>([.. arm.Tasks, tasks!]))),
                ];
            }
        }

        _arms.AddRange(arms.Select(arm => new SearchArm(context, filters, arm.Matches, arm.Tasks)));
    }

    private FoundRollouts Single(SearchArm arm, RolloutOrder order, int skip, int take)
    {
        var found = arm.First(order, skip, take).Select(hit => hit.Number).ToList();
        if (found.Count < take && (found.Count > 0 || skip == 0))
        {
            return new FoundRollouts(found, skip + found.Count, true);
        }

        var (count, isCounted) = arm.Count(_limits.Counted);
        return new FoundRollouts(found, found.Count == 0 ? count : Math.Max(count, skip + found.Count), isCounted);
    }

    private FoundRollouts Several(RolloutOrder order, int skip, int take)
    {
        var hits = _arms.SelectMany(arm => arm.First(order, 0, skip + take)).DistinctBy(hit => hit.Number).ToList();
        var sign = order.IsDescending ? -1 : 1;
        var isTied = order.Index is not null;
        hits.Sort((a, b) => a.Key.CompareTo(b.Key) is var byKey and not 0 ? sign * byKey : (isTied ? 1 : sign) * a.Number.CompareTo(b.Number));
        var found = hits.Skip(skip).Take(take).Select(hit => hit.Number).ToList();
        if (hits.Count < skip + take)
        {
            return new FoundRollouts(found, hits.Count, true);
        }

        var (all, isComplete) = (new HashSet<long>(hits.Select(hit => hit.Number)), true);
        foreach (var arm in _arms)
        {
            isComplete &= arm.Collect(all, _limits.Counted);
        }

        return new FoundRollouts(found, Math.Min(all.Count, Math.Max(_limits.Counted, skip + found.Count)), isComplete && all.Count <= _limits.Counted);
    }
}

/// <summary>What the ways of finding something share.</summary>
internal sealed class SearchContext
{
    private readonly List<object?> _parameters;

    public SearchContext(IndexDatabase index, RolloutQuery query, SearchLimits limits, long first, long last)
    {
        (Index, Clauses, Limits, First, Last) = (index, query.Clauses, limits, first, last);
        _parameters = [.. query.Parameters];
        IsSorted = index.Long("SELECT count(*) FROM sqlite_schema WHERE name = @0", IndexSchema.ByLogProbability) > 0;
        Rollouts = index.Rollouts();
    }

    public IndexDatabase Index { get; }

    public IReadOnlyList<QueryClause> Clauses { get; }

    public SearchLimits Limits { get; }

    /// <summary>The first rollout that can be among those that are found.</summary>
    public long First { get; }

    /// <summary>The last.</summary>
    public long Last { get; }

    /// <summary>Whether the orders have been made.</summary>
    public bool IsSorted { get; }

    /// <summary>All rollouts of the run.</summary>
    public long Rollouts { get; }

    /// <summary>A condition: the texts of <c>r</c> match.</summary>
    public string Holds(string match) => $"EXISTS(SELECT 1 FROM texts WHERE texts MATCH {Parameter(match)} AND rowid = r.n)";

    public string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@{_parameters.Count - 1}");
    }

    public long Long(string sql) => Index.Long(sql, [.. _parameters]);

    public List<T> Rows<T>(Func<Microsoft.Data.Sqlite.SqliteDataReader, T> read, string sql) => Index.Rows(read, sql, [.. _parameters]);
}
