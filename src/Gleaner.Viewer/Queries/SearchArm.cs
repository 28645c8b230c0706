using System.Globalization;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>A rollout with what the order goes by.</summary>
internal readonly record struct Hit(long Number, double Key);

/// <summary>How much a search does for a page.</summary>
internal sealed record SearchLimits
{
    /// <summary>So many are looked up one by one and sorted.</summary>
    public int LookedUp { get; init; } = 20_000;

    /// <summary>So many are gone through in an order before all that can be meant are sorted.</summary>
    public int Walked { get; init; } = 20_000;

    /// <summary>So many are looked at to count.</summary>
    public int Examined { get; init; } = 200_000;

    /// <summary>So many are asked one by one whether their texts match, to count them.</summary>
    public int Asked { get; init; } = 2_000;

    /// <summary>Further than this nothing is counted unless that is asked for.</summary>
    public int Counted { get; init; } = 10_000;
}

/// <summary>One way in which a query can hold: by the texts of rollouts, by the instructions of tasks, or by neither.</summary>
internal sealed class SearchArm
{
    // Asking for one rollout whether its texts match costs as much as the next hundred from the list of a word.
    private const int AskedForOne = 100;

    private readonly SearchContext _context;
    private readonly string _from;
    private readonly string _filter;
    private readonly string _holds = "";
    private readonly bool _isSmall;
    private readonly bool _isByText;
    private readonly bool _isAsked;
    private readonly long _few;

    /// <param name="context">What the ways share.</param>
    /// <param name="filters">Conditions that must hold in any case.</param>
    /// <param name="matches">What the texts must match.</param>
    /// <param name="tasks">Conditions about the task.</param>
    public SearchArm(SearchContext context, IReadOnlyList<string> filters, IReadOnlyList<string> matches, IReadOnlyList<string> tasks)
    {
        _context = context;
        _filter = QueryClause.All(filters.Concat(tasks));
        (var index, _few) = Fewest(tasks);
        if (matches.Count == 0)
        {
            _isSmall = _few <= Limits.LookedUp;
            _from = _isSmall ? $"rollouts r INDEXED BY {index} WHERE {Between("r.n")}" : $"rollouts r NOT INDEXED WHERE {Between("r.n")}";
            return;
        }

        // As a list it costs as much as there are; walked through, the less the more there are. At this many they cost the same.
        var most = Math.Min(context.Rollouts, Math.Max(Limits.LookedUp, (long)(Limits.LookedUp / 200.0 * Math.Sqrt(context.Rollouts))));
        var match = string.Join(" AND ", matches.Select(each => $"({each})"));
        var parameter = context.Parameter(match);
        var hits = context.Long(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM (SELECT 1 FROM texts WHERE texts MATCH {parameter} AND {Between("rowid")} LIMIT {most + 1})"));
        _holds = $" AND {context.Holds(match)}";
        // Of more than that it is not known how many there are: perhaps all.
        if (_few <= Limits.LookedUp && _few * AskedForOne < (hits > most ? context.Rollouts : hits))
        {
            _isAsked = true;
            _from = $"rollouts r INDEXED BY {index} WHERE {Between("r.n")}";
            return;
        }

        _isSmall = hits <= most;
        _isByText = true;
        _from = $"texts x CROSS JOIN rollouts r ON r.n = x.rowid WHERE x.texts MATCH {parameter} AND {Between("x.rowid")}";
    }

    /// <summary>The rollouts of a page.</summary>
    public List<Hit> First(RolloutOrder order, int skip, int take)
    {
        var page = string.Create(CultureInfo.InvariantCulture, $"LIMIT {take} OFFSET {skip}");
        if (_isAsked)
        {
            // Sorted first, so that no more are asked than it takes to fill the page.
            return Read(order, $"{InOrder(order, Limits.LookedUp)} {page}");
        }

        if (order.Index is not null && !_isSmall && _context.IsSorted && skip + take <= Limits.Walked)
        {
            // The order is that of the inner query: the rollouts are looked up in it one by one.
            var walked = Read(
                order,
                string.Create(CultureInfo.InvariantCulture, $"(SELECT n FROM rollouts ORDER BY {order.Sql()} LIMIT {Limits.Walked}) w CROSS JOIN rollouts r ON r.n = w.n WHERE {Between("r.n")} AND {_filter}{_holds} {page}"));
            if (walked.Count == take || _context.Rollouts <= Limits.Walked)
            {
                return walked;
            }
        }

        var sorted = order.Index is null && _isByText ? $"x.rowid{(order.IsDescending ? " DESC" : "")}" : order.Sql("r.");
        return Read(order, $"{_from} AND {_filter} ORDER BY {sorted} {page}");
    }

    /// <summary>How many there are, counted no further than a limit and than can be done while somebody waits.</summary>
    /// <returns>The number, and whether it is all.</returns>
    public (long Count, bool IsAll) Count(int most)
    {
        var count = _context.Long(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM (SELECT 1 FROM {ToCount()} LIMIT {most + 1})"));
        return (Math.Min(count, most), count <= most && IsAllExamined);
    }

    /// <summary>Adds the rollouts' numbers to a set, no more than a limit and than can be found while somebody waits.</summary>
    /// <returns>Whether it is all.</returns>
    public bool Collect(HashSet<long> all, int most)
    {
        var found = _context.Rows(row => row.GetInt64(0), string.Create(CultureInfo.InvariantCulture, $"SELECT r.n FROM {ToCount()} LIMIT {most + 1}"));
        all.UnionWith(found);
        return found.Count <= most && IsAllExamined;
    }

    private SearchLimits Limits => _context.Limits;

    private bool IsAllExamined => _isAsked ? _few <= Limits.Asked : _isSmall || _context.Last - _context.First < Limits.Examined;

    private List<Hit> Read(RolloutOrder order, string from) => _context.Rows(
        row => new Hit(row.GetInt64(0), row.IsDBNull(1) ? double.NegativeInfinity : row.GetDouble(1)), $"SELECT r.n, r.{order.Key} FROM {from}");

    // The index of what the fewest rollouts hold, counted no further than is of use.
    private (string Index, long Count) Fewest(IReadOnlyList<string> tasks)
    {
        var fewest = ("", (long)Limits.LookedUp + 1);
        var indexed = _context.Clauses
            .Where(clause => clause is { Index: not null, IsNot: false } && (_context.IsSorted || clause.Index == IndexSchema.OfTask))
            .Select(clause => (Index: clause.Index!, clause.Sql))
            .Concat(tasks.Select(condition => (IndexSchema.OfTask, condition)));
        foreach (var (index, condition) in indexed)
        {
            var count = _context.Long(string.Create(
                CultureInfo.InvariantCulture, $"SELECT count(*) FROM (SELECT 1 FROM rollouts r INDEXED BY {index} WHERE {condition} LIMIT {Limits.LookedUp + 1})"));
            fewest = count < fewest.Item2 ? (index, count) : fewest;
        }

        return fewest;
    }

    private string Between(string number) => string.Create(CultureInfo.InvariantCulture, $"{number} BETWEEN {_context.First} AND {_context.Last}");

    // What is counted, as far as somebody would wait for it.
    private string ToCount()
    {
        if (_isAsked)
        {
            return InOrder(RolloutOrder.All[0], Limits.Asked);
        }

        return IsAllExamined
            ? $"{_from} AND {_filter}"
            : string.Create(CultureInfo.InvariantCulture, $"{_from} AND {_filter} AND {(_isByText ? "x.rowid" : "r.n")} < {_context.First + Limits.Examined}");
    }

    // The limit keeps SQLite from asking about texts before it has sorted.
    private string InOrder(RolloutOrder order, int most)
    {
        var columns = order.Index is null ? "r.n" : $"r.n, r.{order.Key}";
        return string.Create(CultureInfo.InvariantCulture, $"(SELECT {columns} FROM {_from} AND {_filter} ORDER BY {order.Sql("r.")} LIMIT {most}) r WHERE 1{_holds}");
    }
}
