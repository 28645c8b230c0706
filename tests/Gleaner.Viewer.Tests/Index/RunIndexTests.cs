using Gleaner.Runs;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Tests.Index;

public sealed class RunIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskRunFiles _files = new();

    private string Run => _folder.File("run");

    [Fact]
    public async Task Every_rollout_of_a_run_is_found_with_what_it_came_to()
    {
        MadeUpRun.Write(Run);
        using var index = RunIndex.Open(Run, _files);

        var state = await index.UpdateAsync(TestContext.Current.CancellationToken);

        // 9 of the expert, 8 tasks that it failed × 3 states × 2 iterations, and 6 test tasks for the expert, BC and two iterations.
        state.ShouldSatisfyAllConditions(
            () => state.Rollouts.ShouldBe(9 + (8 * 3 * 2) + (6 * 4)),
            () => state.IsComplete.ShouldBeTrue(),
            () => state.Damaged.ShouldBeEmpty());
        var task = await ReadAsync(index, database => database.TaskBySlug(IndexWriter.SlugOf(MadeUpRun.Training(0).Value)));
        var track = (await ReadAsync(index, database => database.Tracks())).Single(track => track.Method == "EEF");
        var rollouts = await ReadAsync(index, database => database.RolloutsOf(task!.Number, track.Number, RolloutKind.Exploration, 100));
        rollouts.Where(row => row.Iteration == 1).Select(row => (row.Step, row.IsWon, row.Steps, row.Tokens)).ShouldBe([(0, true, 3, 9), (2, false, 3, 9), (4, true, 3, 9)]);
        rollouts[0].LogProbability.ShouldBe(-1.5);
    }

    [Fact]
    public async Task A_journal_is_kept_up_with_and_its_half_line_waited_for()
    {
        MadeUpRun.Write(Run, MadeUpRun.Shape(isUnfinished: true));
        var journal = Path.Combine(Run, "seed-1", "EEF", "iteration-2", "rollouts.journal");
        using var index = RunIndex.Open(Run, _files);
        var before = await index.UpdateAsync(TestContext.Current.CancellationToken);

        var line = Gleaner.Json.JsonLines.ToLine(MadeUpRun.Shape().Record(4, 2, 0, 2));
        await AppendAsync(journal, line.AsMemory(0, line.Length / 2));
        var half = await index.UpdateAsync(TestContext.Current.CancellationToken);
        await AppendAsync(journal, line.AsMemory(line.Length / 2));
        var whole = await index.UpdateAsync(TestContext.Current.CancellationToken);

        half.Rollouts.ShouldBe(before.Rollouts);
        half.IsComplete.ShouldBeTrue("half a line is not something to wait for");
        whole.Rollouts.ShouldBe(before.Rollouts + 1);
        whole.Version.ShouldNotBe(half.Version);
    }

    [Fact]
    public async Task A_stage_that_finished_is_taken_from_its_file_once()
    {
        MadeUpRun.Write(Run, MadeUpRun.Shape(isUnfinished: true));
        using var index = RunIndex.Open(Run, _files);
        await index.UpdateAsync(TestContext.Current.CancellationToken);
        var journaled = await ReadAsync(index, database => database.Search("r.iteration = 2 AND r.kind = 1", [], "r.n", 0, 100));

        MadeUpRun.Write(Run, MadeUpRun.Shape());
        File.Delete(Path.Combine(Run, "seed-1", "EEF", "iteration-2", "rollouts.journal"));
        await index.UpdateAsync(TestContext.Current.CancellationToken);

        var finished = await ReadAsync(index, database => database.Search("r.iteration = 2 AND r.kind = 1", [], "r.n", 0, 100));
        finished.Count.ShouldBe(24);
        finished.Select(row => row.Id).ShouldBeUnique();
        finished.Select(row => row.Id).ShouldContain(journaled[0].Id, "a link to a rollout still leads to it");
        (await AttemptsAsync(index, iteration: 2)).ShouldBe(24);
    }

    [Fact]
    public async Task A_run_that_was_followed_is_indexed_like_one_that_is_read_at_once()
    {
        // Of more lines than go into one batch.
        MadeUpRun Shape(bool isUnfinished) => MadeUpRun.Shape(tasks: 60, attempts: 5, isUnfinished: isUnfinished);
        MadeUpRun.Write(Run, Shape(isUnfinished: true));
        using var followed = RunIndex.Open(Run, _files);
        await followed.UpdateAsync(TestContext.Current.CancellationToken);
        MadeUpRun.Write(Run, Shape(isUnfinished: false));
        File.Delete(Path.Combine(Run, "seed-1", "EEF", "iteration-2", "rollouts.journal"));
        await followed.UpdateAsync(TestContext.Current.CancellationToken);

        var other = _folder.File("other");
        MadeUpRun.Write(other, Shape(isUnfinished: false));
        using var atOnce = RunIndex.Open(other, _files);
        await atOnce.UpdateAsync(TestContext.Current.CancellationToken);

        foreach (var iteration in new[] { 0, 1, 2 })
        {
            (await AttemptsAsync(followed, iteration)).ShouldBe(await AttemptsAsync(atOnce, iteration));
            (await AttemptsAsync(followed, iteration)).ShouldBe((int)await ReadAsync(followed, database => database.Count($"r.split = '' AND r.iteration = {iteration}", [])));
        }

        (await MatchesAsync(followed, "actions: west")).ShouldBe(await MatchesAsync(atOnce, "actions: west"));
        (await IdsAsync(followed)).ShouldBe(await IdsAsync(atOnce), ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_indexed_is_there_when_the_index_is_opened_again()
    {
        MadeUpRun.Write(Run);
        IndexState first;
        using (var index = RunIndex.Open(Run, _files))
        {
            first = await index.UpdateAsync(TestContext.Current.CancellationToken);
        }

        using var again = RunIndex.Open(Run, _files);

        (await ReadAsync(again, database => database.Count("1", []))).ShouldBe(first.Rollouts);
        again.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Another_run_in_the_folder_is_indexed_anew()
    {
        MadeUpRun.Write(Run);
        using (var index = RunIndex.Open(Run, _files))
        {
            await index.UpdateAsync(TestContext.Current.CancellationToken);
        }

        MadeUpRun.Write(Run, MadeUpRun.Shape(spice: "of another kind"));
        using var again = RunIndex.Open(Run, _files);

        (await ReadAsync(again, database => database.Count("1", []))).ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_line_is_told_and_costs_no_other()
    {
        MadeUpRun.Write(Run);
        var file = Path.Combine(Run, "seed-1", "EEF", "iteration-1", "rollouts.jsonl");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        lines[1] = """{"task":"madeup/train/000000","turns":7}""";
        lines[2] = "not JSON at all";
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        using var index = RunIndex.Open(Run, _files);

        var state = await index.UpdateAsync(TestContext.Current.CancellationToken);

        state.Damaged.Select(damaged => damaged.Line).ShouldBe([2, 3]);
        state.Damaged[0].File.ShouldBe("seed-1/EEF/iteration-1/rollouts.jsonl");
        (await ReadAsync(index, database => database.Count("r.iteration = 1 AND r.kind = 1", []))).ShouldBe(22);
    }

    [Fact]
    public async Task A_file_that_is_no_index_does_not_keep_the_run_from_being_looked_at()
    {
        MadeUpRun.Write(Run);
        await File.WriteAllTextAsync(Path.Combine(Run, RunIndex.FileName), "this is no database, and it is long enough to be taken for one by its size alone " + new string('x', 5000), TestContext.Current.CancellationToken);
        using var index = RunIndex.Open(Run, _files);

        var state = await index.UpdateAsync(TestContext.Current.CancellationToken);

        state.Rollouts.ShouldBeGreaterThan(0);
        index.Problem.ShouldNotBeNull().ShouldContain("cannot be kept beside the run");
    }

    public void Dispose() => _folder.Dispose();

    private static Task<T> ReadAsync<T>(RunIndex index, Func<IndexDatabase, T> read) => index.ReadAsync(read, TestContext.Current.CancellationToken);

    // Of the training rollouts of an iteration, as the grid of tasks counts them.
    private static Task<int> AttemptsAsync(RunIndex index, int iteration) => ReadAsync(index, database =>
    {
        var tallies = new StageTally[database.TaskNumbers().Max(task => task.Number) + 1];
        foreach (var stage in database.Stages("").Where(stage => stage.Iteration == iteration))
        {
            database.AddTallies("", stage, tallies);
        }

        return tallies.Sum(tally => tally.Attempts);
    });

    private static Task<long> MatchesAsync(RunIndex index, string match) =>
        ReadAsync(index, database => database.Long("SELECT count(*) FROM texts JOIN rollouts ON rollouts.n = texts.rowid WHERE texts MATCH @0", match));

    private static Task<IReadOnlyList<RolloutId>> IdsAsync(RunIndex index) => ReadAsync(index, database => database.Ids("1", [], "r.n"));

    private static async Task AppendAsync(string file, ReadOnlyMemory<byte> bytes)
    {
        await using var stream = new FileStream(file, FileMode.Append);
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
    }
}
