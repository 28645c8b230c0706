using Gleaner.Cluster.Messages;
using Gleaner.Experiments;

namespace Gleaner.Cluster.Tests;

/// <summary>Results that come again for what an earlier process of a run has in its journal.</summary>
public sealed class EarlierProcessTests : IDisposable
{
    private const int Journalled = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TinyMaze _maze = new();

    public void Dispose() => _maze.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_compared_with_the_journal_whether_or_not_it_holds_texts(bool keepsTexts)
    {
        using var server = await NatsServer.StartAsync();
        var options = RunTests.Options(server);
        await using var heard = await HeardResults.ListenAsync(options);
        await StopAfterSomeAsync(options, keepsTexts);

        // While nobody reads them: one as it was, one that says something else. All five are there once anyway, which is no second time.
        var results = heard.All();
        results.Count.ShouldBe(Journalled);
        results.ShouldAllBe(result => result.Result.Outcome == ItemOutcome.Finished && result.Records.Count == 1);
        await SendAsync(heard, results[0], added: 0);
        await SendAsync(heard, results[1], added: 0.25);

        var worker = _maze.WorkAsync(options, "w2");
        await _maze.RunAsync(options, adapt: own => own with { KeepTexts = keepsTexts });
        await worker;

        _maze.Lines().ShouldContain(line => line.Contains($"rollout {results[1].Records[0].Key} of ", StringComparison.Ordinal) && line.Contains("came again from w1 and is not the same", StringComparison.Ordinal));
        _maze.Summary.ShouldContain("; 1 rollouts came twice and were the same, 1 were not");
        if (!keepsTexts)
        {
            _maze.Contents("many").ShouldBe(await TinyMaze.AloneAsync());
        }
    }

    // The sixth item is never played, and the run is stopped when the first five are in its journal.
    private async Task StopAfterSomeAsync(ClusterOptions options, bool keepsTexts)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var taken = 0;
        var never = new TaskCompletionSource();
        var worker = _maze.WorkAsync(options, "w1", own => own with
        {
            Taken = (_, token) => ++taken > Journalled ? never.Task.WaitAsync(Limit, token) : Task.CompletedTask,
        });
        var run = _maze.RunAsync(
            options,
            adapt: own => own with { KeepTexts = keepsTexts, Progress = new AtProgress(progress => progress.Progress.Done == Journalled, stop.Cancel) },
            cancellationToken: stop.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        await worker;

        var journal = Directory.GetFiles(_maze.Folder.File("many"), "*.journal", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadLines(journal).Count().ShouldBe(Journalled);
    }

    private static async Task SendAsync(HeardResults heard, HeardResult result, double added)
    {
        var content = Packed.Of(result.Result, result.Records.Select(record => Packed.LineOf(record with { Return = record.Return + added })));
        var kept = await heard.Link.Stream.PublishAsync<byte[]>(result.Subject, [0, .. content], cancellationToken: TestContext.Current.CancellationToken);
        kept.Error.ShouldBeNull();
    }

    private sealed class AtProgress(Func<RunProgress, bool> isIt, Action act) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (isIt(value))
            {
                act();
            }
        }
    }
}
