using FsCheck;
using FsCheck.Fluent;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Queries;

namespace Gleaner.Viewer.Tests.Queries;

public sealed class RolloutQueryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", 81)]
    [InlineData("kind:expert", 9)]
    [InlineData("kind:exploration", 48)]
    [InlineData("kind:exploration iteration:2", 24)]
    [InlineData("kind:exploration start>=2 start<4", 16)]
    [InlineData("kind:exploration trunk:made-up-expert -won:yes iteration:1", 7)]
    [InlineData("return>0.3 return<0.9", 8)]
    [InlineData("stop:done,turnLimit", 81)]
    [InlineData("stop:contextLimit", 0)]
    [InlineData("method:eef split:test", 12)]
    [InlineData("method:BC", 6)]
    [InlineData("seed:2", 0)]
    [InlineData("task:000003", 11)]
    [InlineData("instruction:\"room 3\"", 7)]
    [InlineData("thought:\"expert thinks\"", 9)]
    [InlineData("action:\"go north\" kind:expert", 9)]
    [InlineData("saw:\"house 3\" kind:expert", 1)]
    [InlineData("\"look around\"", 72)]
    [InlineData("-\"look around\"", 9)]
    public async Task A_query_finds_the_rollouts_that_all_of_its_words_hold_for(string query, int found)
    {
        using var index = await IndexAsync();
        var parsed = RolloutQuery.Parse(query);

        parsed.Problems.ShouldBeEmpty();
        (await index.ReadAsync(database => database.Count(parsed.Condition, parsed.Parameters), TestContext.Current.CancellationToken)).ShouldBe(found);
    }

    [Theory]
    [InlineData("colour:red", "There is no field 'colour'")]
    [InlineData("steps:many", "'many' is no number")]
    [InlineData("won:perhaps", "yes or no")]
    [InlineData("stop:tired", "There is no stop reason 'tired'")]
    [InlineData("stop:1", "There is no stop reason '1'")]
    [InlineData("method>EEF", "compared with ':'")]
    [InlineData("steps>", "says nothing")]
    [InlineData("action:\"...\"", "no letter or digit")]
    public void What_is_wrong_with_a_query_is_said_in_a_sentence(string query, string said) =>
        RolloutQuery.Parse(query).Problems.ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public async Task No_text_of_a_query_becomes_part_of_the_sql_or_of_the_language_of_the_texts()
    {
        using var index = await IndexAsync();
        var words = Gen.Elements("'", "\"", ";", "--", "*", "(", ")", "NEAR", "AND", "OR", "NOT", ":", "action:", "task:", "%", "_", "\\", "^", "{", "}", "-", "+", "@0", "DROP TABLE rollouts", "n\0l", "é", "north", " ");
        var queries = words.ArrayOf().Select(string.Concat).Sample(500);

        foreach (var query in queries)
        {
            var parsed = RolloutQuery.Parse(query);
            await Should.NotThrowAsync(() => index.ReadAsync(database => RolloutSearch.Find(database, parsed, RolloutOrder.All[0], 0, 5), TestContext.Current.CancellationToken), query);
            await Should.NotThrowAsync(() => index.ReadAsync(database => database.Count(parsed.Condition, parsed.Parameters), TestContext.Current.CancellationToken), query);
        }

        (await index.ReadAsync(database => database.Count("1", []), TestContext.Current.CancellationToken)).ShouldBe(81);
    }

    [Fact]
    public async Task Completion_offers_fields_first_and_then_the_values_of_the_run()
    {
        using var index = await IndexAsync();
        Task<IReadOnlyList<Completion>> CompleteAsync(string word) => index.ReadAsync(database => QueryCompletion.Of(word, database), TestContext.Current.CancellationToken);

        (await CompleteAsync("ste")).ShouldHaveSingleItem().Value.ShouldBe("steps>");
        (await CompleteAsync("-wo")).ShouldHaveSingleItem().Value.ShouldBe("-won:");
        (await CompleteAsync("method:")).Select(completion => completion.Value).ShouldBe(["method:BC ", "method:EEF "]);
        (await CompleteAsync("stop:tu")).ShouldHaveSingleItem().Value.ShouldBe("stop:turnLimit ");
        (await CompleteAsync("nothing:")).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RunIndex> IndexAsync()
    {
        var run = _folder.File("run");
        MadeUpRun.Write(run);
        var index = RunIndex.Open(run, new DiskRunFiles());
        await index.UpdateAsync(TestContext.Current.CancellationToken);
        return index;
    }
}
