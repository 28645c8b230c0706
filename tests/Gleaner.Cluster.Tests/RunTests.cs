using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Messages;
using NATS.Client.JetStream;

namespace Gleaner.Cluster.Tests;

/// <summary>Runs whose rollouts workers play, with a real server.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TinyMaze _maze = new();

    public void Dispose() => _maze.Dispose();

    [Fact]
    public async Task Three_workers_give_the_same_bytes_as_one_process_and_fetch_each_checkpoint_once()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();

        Task[] workers = [.. Enumerable.Range(1, 3).Select(number => _maze.WorkAsync(options, $"w{number}"))];
        await _maze.RunAsync(options);
        await Task.WhenAll(workers);

        _maze.Contents("many").ShouldBe(alone);
        _maze.Summary.ShouldContain("workers played");
        _maze.Summary.ShouldNotContain("failed");

        // Behaviour cloning's, and one of each iteration; that of the iteration before is explored with.
        var fetched = _maze.Lines().Where(line => line.Contains(" checkpoints", StringComparison.Ordinal)).ToList();
        fetched.Count.ShouldBe(3);
        fetched.ShouldAllBe(line => int.Parse(line.Split("fetched ")[1].Split(' ')[0]) <= 3);

        // Nothing of the run is left on the server.
        await using var link = await NatsLink.OpenAsync(options, "test", _ => { }, TestContext.Current.CancellationToken);
        (await MessagesAsync(link, Subjects.WorkStream)).ShouldBe(0);
        (await MessagesAsync(link, Subjects.ResultStream)).ShouldBe(0);
    }

    [Fact]
    public async Task An_item_that_fails_is_played_again_and_changes_nothing()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();
        var failed = new HashSet<string>();

        var worker = _maze.WorkAsync(options, "w", own => own with
        {
            Taken = (item, _) => failed.Count < 2 && failed.Add(item) ? throw new InvalidOperationException("out of luck") : Task.CompletedTask,
        });
        await _maze.RunAsync(options);
        await worker;

        _maze.Contents("many").ShouldBe(alone);
        _maze.Lines().ShouldContain(line => line.StartsWith("failed on w, time 1 of 3", StringComparison.Ordinal) && line.Contains("out of luck", StringComparison.Ordinal));
        _maze.Summary.ShouldContain("2 times an item failed, 0 times nobody said");
    }

    [Fact]
    public async Task An_item_that_nobody_says_anything_about_again_is_played_by_another()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();

        // A worker that is gone without a word: it takes an item, and that is the last that is heard of it.
        await using var link = await NatsLink.OpenAsync(options, "thief", _ => { }, TestContext.Current.CancellationToken);
        var run = _maze.RunAsync(options);
        await TakeOneAsync(link);
        var worker = _maze.WorkAsync(options, "w");
        await run;
        await worker;

        _maze.Contents("many").ShouldBe(alone);
        _maze.Summary.ShouldContain("0 times an item failed, 1 times nobody said");
    }

    [Fact]
    public async Task An_item_that_never_works_is_shown_and_stops_the_stage_when_all_else_is_done_and_resuming_tries_again()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();
        string? poison = null;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var worker = _maze.WorkAsync(
            options,
            "w",
            own => own with { Taken = (item, _) => item == (poison ??= item) ? throw new InvalidOperationException("it always ends like this") : Task.CompletedTask },
            stop.Token);
        var failure = await Should.ThrowAsync<GleanerException>(() => _maze.RunAsync(options));
        await worker;

        failure.Message.ShouldContain("could not be played, each tried 3 times");
        failure.Message.ShouldContain("it always ends like this");
        _maze.Lines().ShouldContain(line => line.StartsWith("given up after 3 times", StringComparison.Ordinal));

        // What the others played is in the journal, and nothing stands for the one that was given up.
        var journal = Directory.GetFiles(_maze.Folder.File("many"), "*.journal", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadLines(journal).Count().ShouldBe(11);

        var second = _maze.WorkAsync(options, "w2");
        await _maze.RunAsync(options);
        await second;
        _maze.Contents("many").ShouldBe(alone);
    }

    [Fact]
    public async Task Results_that_come_again_are_compared_byte_by_byte_and_counted()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();
        await using var link = await NatsLink.OpenAsync(options, "echo", _ => { }, TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var echoed = 0;

        // The first result is sent again as it is, the second with another reward.
        var echo = Task.Run(async () =>
        {
            await foreach (var message in link.Connection.SubscribeAsync<byte[]>(Subjects.AllResults, cancellationToken: stop.Token))
            {
                if (++echoed > 3)
                {
                    continue;
                }

                var (result, records) = Packed.Result(message.Data![1..]);
                var other = Packed.Of(result, records.Select(record => Packed.LineOf(echoed == 2 ? record.Record with { Return = record.Record.Return + 0.25 } : record.Record)));
                await link.Stream.PublishAsync<byte[]>(message.Subject, [0, .. other], cancellationToken: stop.Token);
            }
        }, TestContext.Current.CancellationToken);
        await link.Connection.PingAsync(TestContext.Current.CancellationToken);

        var worker = _maze.WorkAsync(options, "w");
        await _maze.RunAsync(options);
        await worker;
        await stop.CancelAsync();
        await echo;

        _maze.Contents("many").ShouldBe(alone);
        _maze.Lines().ShouldContain(line => line.Contains("came again from w and is not the same", StringComparison.Ordinal));
        _maze.Summary.ShouldMatch("[1-9][0-9]* rollouts came twice and were the same, [1-9][0-9]* were not");
    }

    [Fact]
    public async Task A_worker_of_another_build_is_refused_and_both_sides_say_why()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = _maze.RunAsync(options, cancellationToken: stop.Token);

        var refusal = await Should.ThrowAsync<GleanerException>(() => _maze.WorkAsync(options, "old", own => own with { Program = new string('0', 64) }));
        refusal.Message.ShouldContain("program: the run is made by Gleaner");
        refusal.Message.ShouldContain("here it is 0000000000000000…");

        // The coordinator goes on without it.
        var alone = await TinyMaze.AloneAsync();
        var worker = _maze.WorkAsync(options, "new");
        await run;
        await worker;
        _maze.Contents("many").ShouldBe(alone);
        _maze.Lines().ShouldContain(line => line.StartsWith("old leaves: This worker cannot take part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_resumed_with_what_workers_finished_meanwhile()
    {
        using var server = await NatsServer.StartAsync();
        var options = Options(server);
        var alone = await TinyMaze.AloneAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var taken = 0;
        var worker = _maze.WorkAsync(options, "w", own => own with
        {
            Taken = (_, _) => Interlocked.Increment(ref taken) == 25 ? stop.CancelAsync() : Task.CompletedTask,
        });

        await Should.ThrowAsync<OperationCanceledException>(() => _maze.RunAsync(options, cancellationToken: stop.Token));
        await worker;
        var second = _maze.WorkAsync(options, "w2");
        await _maze.RunAsync(options);
        await second;

        _maze.Contents("many").ShouldBe(alone);
    }

    internal static ClusterOptions Options(NatsServer server) => new()
    {
        Servers = server.Url,
        Lease = TimeSpan.FromSeconds(1),
        MaxDeliveries = 3,
        RetryDelay = TimeSpan.FromMilliseconds(20),
        Quiet = TimeSpan.FromSeconds(2),
    };

    private static async Task<long> MessagesAsync(NatsLink link, string stream) =>
        (long)(await link.Stream.GetStreamAsync(stream, cancellationToken: TestContext.Current.CancellationToken)).Info.State.Messages;

    private static async Task TakeOneAsync(NatsLink link)
    {
        while (true)
        {
            await foreach (var consumer in link.Stream.ListConsumersAsync(Subjects.WorkStream, TestContext.Current.CancellationToken))
            {
                if (await consumer.NextAsync<byte[]>(opts: new NatsJSNextOpts { Expires = TimeSpan.FromSeconds(5) }, cancellationToken: TestContext.Current.CancellationToken) is not null)
                {
                    return;
                }
            }
        }
    }
}
