using System.Globalization;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Tests.Queries;

/// <summary>Whatever way is taken to a page, it is the page that all rollouts, filtered one by one and sorted, would give.</summary>
public sealed class RolloutSearchTests : IDisposable
{
    private static readonly string[] Queries =
    [
        "", "won:no", "-won:no steps>2", "kind:exploration iteration:2", "iteration:2 won:yes", "method:eef split:test", "seed:2", "task:000003", "task:000003 won:no", "steps>2 steps<5", "return>0.3 return<0.9",
        "logp<-1", "tokens>3", "steps>100", "instruction:\"room 3\"", "-instruction:\"room 3\"", "action:\"go north\"", "action:go", "action:\"go n\"", "action:\"go[n\"", "action:\"go north]\" won:yes", "-action:north", "saw:\"house 3\"",
        "look", "lo", "l", "room", "room north", "\"room 3\"", "\"room 3\" won:yes", "way out look", "-room", "-look", "north south", "way north room out find look", "nothing", "nothing room", "\u00e9t\u00e9", "north iteration:1 -kind:expert logp<0",
    ];

    private readonly TemporaryFolder _folder = new();

    // From all that is looked up at once to nothing that is.
    [Theory]
    [InlineData(20_000, 20_000, 200_000, 10_000)]
    [InlineData(20_000, 5, 200_000, 5)]
    [InlineData(10, 20_000, 50, 30)]
    [InlineData(10, 30, 10, 10)]
    [InlineData(0, 1_000, 5, 10_000)]
    [InlineData(0, 4, 1, 1)]
    public async Task A_page_is_the_same_whatever_way_leads_to_it(int lookedUp, int walked, int examined, int counted)
    {
        using var index = await IndexAsync();
        var limits = new SearchLimits { LookedUp = lookedUp, Walked = walked, Examined = examined, Asked = examined, Counted = counted };
        foreach (var text in Queries)
        {
            var query = RolloutQuery.Parse(text);
            query.Problems.ShouldBeEmpty(text);
            foreach (var order in RolloutOrder.All)
            {
                foreach (var (skip, take) in new[] { (0, 3), (0, 100), (5, 10), (30, 10), (200, 10) })
                {
                    var (expected, all, found) = await index.ReadAsync(
                        database => (
                            database.Rows(
                                row => row.GetInt64(0),
                                string.Create(CultureInfo.InvariantCulture, $"SELECT r.n FROM rollouts r WHERE {query.Condition} ORDER BY {order.Sql("r.")} LIMIT {take} OFFSET {skip}"), [.. query.Parameters]),
                            database.Count(query.Condition, query.Parameters),
                            RolloutSearch.Find(database, query, order, skip, take, limits)),
                        TestContext.Current.CancellationToken);

                    var what = $"'{text}' {order.Name} {skip} {take}";
                    found.Numbers.ShouldBe(expected, what);
                    if (found.IsCounted)
                    {
                        found.Count.ShouldBe(all, what);
                    }
                    else
                    {
                        found.Count.ShouldBeInRange(skip + expected.Count > all ? 0 : Math.Min(skip + expected.Count, all), all, what);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task What_a_page_can_show_is_counted_and_more_is_not()
    {
        using var index = await IndexAsync();
        Task<FoundRollouts> FindAsync(string query, SearchLimits? limits = null) =>
            index.ReadAsync(database => RolloutSearch.Find(database, RolloutQuery.Parse(query), RolloutOrder.All[0], 0, 10, limits), TestContext.Current.CancellationToken);

        (await FindAsync("steps>100")).ShouldSatisfyAllConditions(found => found.Count.ShouldBe(0), found => found.IsCounted.ShouldBeTrue());
        (await FindAsync("")).ShouldSatisfyAllConditions(found => found.Count.ShouldBe(81), found => found.IsCounted.ShouldBeTrue());
        (await FindAsync("", new SearchLimits { Counted = 20 })).ShouldSatisfyAllConditions(found => found.Count.ShouldBe(20), found => found.IsCounted.ShouldBeFalse());
        (await FindAsync("room", new SearchLimits { Counted = 20 })).ShouldSatisfyAllConditions(found => found.Count.ShouldBe(20), found => found.IsCounted.ShouldBeFalse());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RunIndex> IndexAsync()
    {
        MadeUpRun.Write(_folder.File("run"));
        var index = RunIndex.Open(_folder.File("run"), new DiskRunFiles());
        await index.UpdateAsync(TestContext.Current.CancellationToken);
        return index;
    }
}
