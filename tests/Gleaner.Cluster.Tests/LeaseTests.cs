using System.Collections.Concurrent;
using System.Text;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;

namespace Gleaner.Cluster.Tests;

/// <summary>Workers that need longer for an item than its lease is.</summary>
public sealed class LeaseTests : IDisposable
{
    /// <summary>In-progress signals come three times in a lease, so the slow item takes five leases.</summary>
    private const int SignalsOfSlowItem = 15;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TinyMaze _maze = new();

    public void Dispose() => _maze.Dispose();

    [Fact]
    public async Task A_worker_that_needs_many_leases_for_an_item_keeps_it_as_long_as_it_says_that_it_is_alive()
    {
        using var server = await NatsServer.StartAsync();
        var options = RunTests.Options(server);
        var alone = await TinyMaze.AloneAsync();
        await using var heard = await HeardResults.ListenAsync(options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var manySignals = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var counting = CountSignalsAsync(heard.Link, manySignals, end.Token);
        var taken = new ConcurrentBag<string>();
        var slowItem = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);

        var slow = _maze.WorkAsync(options, "slow", own => own with
        {
            Taken = (item, token) =>
            {
                taken.Add(item);
                return slowItem.TrySetResult(item) ? manySignals.Task.WaitAsync(Limit, token) : Task.CompletedTask;
            },
        });
        var run = _maze.RunAsync(options);
        var item = await slowItem.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        // Another worker has nothing to do but to wait for the item, and would get it the moment the lease ends.
        var idle = _maze.WorkAsync(options, "idle", own => own with
        {
            Taken = (another, _) =>
            {
                taken.Add(another);
                return Task.CompletedTask;
            },
        });
        await run;
        await Task.WhenAll(slow, idle);
        await end.CancelAsync();
        await counting;

        _maze.Contents("many").ShouldBe(alone);
        taken.Count(another => another == item).ShouldBe(1);
        heard.All().Where(result => result.Result.Item == item).ShouldHaveSingleItem().Result.ShouldSatisfyAllConditions(
            result => result.Worker.ShouldBe("slow"),
            result => result.Delivery.ShouldBe(1),
            result => result.Outcome.ShouldBe(ItemOutcome.Finished));
        _maze.Summary.ShouldNotContain("nobody said");
        _maze.Summary.ShouldNotContain("came twice");
    }

    [Fact]
    public async Task A_worker_that_stalls_loses_its_item_and_what_it_sends_late_is_compared_and_counted()
    {
        using var server = await NatsServer.StartAsync();
        var options = RunTests.Options(server);
        var alone = await TinyMaze.AloneAsync();
        await using var line = HeldLine.To(server.Url);
        await using var heard = await HeardResults.ListenAsync(options);
        var stalledItem = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var goesOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var stalled = _maze.WorkAsync(options with { Servers = line.Url }, "stalled", own => own with
        {
            Taken = (item, token) => stalledItem.TrySetResult(item) ? goesOn.Task.WaitAsync(Limit, token) : Task.CompletedTask,
        });
        var run = _maze.RunAsync(options);
        var item = await stalledItem.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        line.Hold();

        // Whoever gets the item plays nothing after it until the late result is there: the run cannot end before.
        var played = heard.FirstAsync(result => result.Result.Item == item && result.Result.Worker == "other");
        var late = heard.FirstAsync(result => result.Result.Item == item && result.Result.Worker == "stalled");
        var other = _maze.WorkAsync(options, "other", own => own with
        {
            Taken = (_, token) => played.IsCompleted ? late.WaitAsync(Limit, token) : Task.CompletedTask,
        });
        var first = await played.WaitAsync(Limit, TestContext.Current.CancellationToken);
        line.LetGo();
        goesOn.SetResult();
        await run;
        await Task.WhenAll(stalled, other);

        _maze.Contents("many").ShouldBe(alone);
        first.Result.Delivery.ShouldBeGreaterThan(1);
        (await late).Result.ShouldSatisfyAllConditions(
            result => result.Delivery.ShouldBe(1),
            result => result.Outcome.ShouldBe(ItemOutcome.Finished));
        _maze.Summary.ShouldMatch("0 times an item failed, [1-9][0-9]* times nobody said");
        _maze.Summary.ShouldMatch("[1-9][0-9]* rollouts came twice and were the same, 0 were not");
        _maze.Lines().ShouldNotContain(told => told.Contains("is not the same", StringComparison.Ordinal));
    }

    // What a worker answers to the server about a message goes over a subject of the message's own.
    private static async Task CountSignalsAsync(NatsLink link, TaskCompletionSource many, CancellationToken end)
    {
        var signals = new Dictionary<string, int>();
        try
        {
            await foreach (var message in link.Connection.SubscribeAsync<byte[]>($"$JS.ACK.{Subjects.WorkStream}.>", cancellationToken: end))
            {
                if (Encoding.ASCII.GetString(message.Data ?? []) == "+WPI" && (signals[message.Subject] = signals.GetValueOrDefault(message.Subject) + 1) >= SignalsOfSlowItem)
                {
                    many.TrySetResult();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
