using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Tests.Fakes;

namespace Gleaner.Endpoints.Tests.Calls;

/// <summary>How long is waited, without waiting.</summary>
public sealed class WaitingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("30")]
    [InlineData("Sat, 21 Nov 2026 12:00:30 GMT")]
    public async Task A_servers_retry_after_is_kept_to_by_all_calls(string retryAfter)
    {
        var clock = new HastyClock(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "Thought: a\nAction: look",
            Troubles = call => call.Number == 1 ? Trouble.RateLimited : Trouble.None,
            RetryAfter = retryAfter,
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), clock: clock);

        (await talk.ActAsync(1)).Action.ShouldBe("look");
        (await talk.ActAsync(2)).Action.ShouldBe("look");

        // The call that was refused waits, and so do it and the next one at the gate: the clock stands still.
        clock.Skipped.ShouldBe(Enumerable.Repeat(TimeSpan.FromSeconds(30), 3));
    }

    [Fact]
    public async Task Attempts_are_spaced_evenly()
    {
        var clock = new HastyClock(TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        var pacer = new CallPacer(perMinute: 30, clock);

        for (var i = 0; i < 4; i++)
        {
            await pacer.WaitAsync(TestContext.Current.CancellationToken);
        }

        clock.Skipped.ShouldBe([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)]);
    }

    [Fact]
    public async Task Cancelling_waits_for_what_is_in_the_air_and_keeps_its_answer()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look", HoldAfter = 0 });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var call = talk.ActAsync(stop.Token);
        await server.Asked.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        call.IsCompleted.ShouldBeFalse();
        server.Release();
        (await call).Action.ShouldBe("look");
        File.ReadAllLines(_folder.File("calls.jsonl")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_while_the_server_fails_it_is_cancelled_and_not_a_defect()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "",
            Troubles = _ =>
            {
                stop.Cancel();
                return Trouble.ServerError;
            },
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        await Should.ThrowAsync<OperationCanceledException>(() => talk.ActAsync(stop.Token));
        server.Requests.ShouldBe(1);
    }
}
