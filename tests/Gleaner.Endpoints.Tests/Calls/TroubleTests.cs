using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Tests.Fakes;

namespace Gleaner.Endpoints.Tests.Calls;

/// <summary>What becomes of calls when the server misbehaves.</summary>
public sealed class TroubleTests : IDisposable
{
    private const string Good = "Thought: hm\nAction: look";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(Trouble.RateLimited))]
    [InlineData(nameof(Trouble.ServerError))]
    [InlineData(nameof(Trouble.CutConnection))]
    [InlineData(nameof(Trouble.CutBody))]
    [InlineData(nameof(Trouble.Garbage))]
    [InlineData(nameof(Trouble.NeverAnswers))]
    public async Task What_may_succeed_later_is_repeated_and_paid_for_once(string trouble)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => Good,
            Troubles = call => call.Attempt <= 2 ? Enum.Parse<Trouble>(trouble) : Trouble.None,
        });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Timeout = TimeSpan.FromSeconds(trouble == nameof(Trouble.NeverAnswers) ? 0.3 : 30) } });

        (await talk.ActAsync()).Action.ShouldBe("look");

        server.Requests.ShouldBe(3);
        var total = talk.Calls.Ledger.Total;
        (total.Calls, total.Retries).ShouldBe((1, 2));
        File.ReadAllLines(_folder.File("calls.jsonl")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(Trouble.ServerError), 4, "did not answer in 4 attempts: 500 ")]
    [InlineData(nameof(Trouble.CutConnection), 4, "did not answer in 4 attempts: ")]
    [InlineData(nameof(Trouble.Garbage), 4, "did not answer in 4 attempts: ")]
    [InlineData(nameof(Trouble.WrongKey), 1, "did not answer: 401 ")]
    [InlineData(nameof(Trouble.Redirects), 1, "did not answer: 302 ")]
    public async Task What_fails_for_good_stops_with_a_message(string trouble, int requests, string message)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good, Troubles = _ => Enum.Parse<Trouble>(trouble) });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Retries = 3 } });

        var failure = await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync());

        failure.Message.ShouldStartWith("the test server " + message);
        server.Requests.ShouldBe(requests);
        talk.Calls.Ledger.Total.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_cause_that_says_the_same_is_not_said_twice()
    {
        var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Retries = 0 } });
        await server.DisposeAsync();

        var failure = await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync());

        failure.Message.Split("refused").Length.ShouldBe(2, failure.Message);
    }

    [Fact]
    public async Task A_failed_call_can_be_the_end_of_its_episode_alone()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good, Troubles = _ => Trouble.ServerError });
        using var talk = new Talk(
            server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Retries = 0 } }, agent => agent with { OnFailure = FailureRule.GiveUp });

        var decision = await talk.ActAsync();

        (decision.Action, decision.IsContextFull).ShouldBe((null, false));
    }

    [Theory]
    [InlineData(nameof(Trouble.ContextTooLong), true)]
    [InlineData(nameof(Trouble.ContentFilter), false)]
    public async Task What_concerns_one_episode_ends_that_one(string trouble, bool isContextFull)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good, Troubles = _ => Enum.Parse<Trouble>(trouble) });
        using var talk = new Talk(server, _folder.File("calls.jsonl"));

        var decision = await talk.ActAsync();

        (decision.Action, decision.IsContextFull).ShouldBe((null, isContextFull));
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task An_endpoint_that_does_nothing_but_fail_is_left_alone()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good, Troubles = _ => Trouble.ServerError });
        using var talk = new Talk(
            server,
            _folder.File("calls.jsonl"),
            endpoint => endpoint with { Calls = endpoint.Calls with { Retries = 0, BreakerThroughput = 3, BreakDuration = TimeSpan.FromMinutes(5) } },
            agent => agent with { OnFailure = FailureRule.GiveUp });

        for (ulong episode = 0; episode < 10; episode++)
        {
            await talk.ActAsync(episode);
        }

        server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task Calls_are_kept_to_a_limit_at_once()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => Good, Latency = TimeSpan.FromMilliseconds(20) });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), endpoint => endpoint with { Calls = endpoint.Calls with { Parallel = 3 } });

        await Task.WhenAll(Enumerable.Range(0, 12).Select(episode => talk.ActAsync((ulong)episode)));

        server.Answered.ShouldBe(12);
        server.MostOpen.ShouldBeInRange(1, 3);
    }
}
