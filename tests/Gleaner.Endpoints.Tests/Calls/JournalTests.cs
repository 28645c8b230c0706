using Gleaner.Endpoints.Spending;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Tests.Calls;

/// <summary>What was answered is kept, and neither asked nor paid for again.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Journal => _folder.File("calls.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_process_finds_the_answers_of_the_first()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = call => $"Thought: {call.Number}\nAction: look" });
        using (var first = new Talk(server, Journal))
        {
            (await first.ActAsync(1)).Thought.ShouldBe("1");
        }

        using var second = new Talk(server, Journal);
        var again = await second.ActAsync(1);
        (again.Thought, again.Action).ShouldBe(("1", "look"));
        (await second.ActAsync(2)).Thought.ShouldBe("2");

        server.Requests.ShouldBe(2);
        var total = second.Calls.Ledger.Total;
        (total.Calls, total.FromJournal).ShouldBe((2, 1));
        second.Calls.Ledger.ByTask().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_question_in_the_same_place_is_asked()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look" });
        using (var first = new Talk(server, Journal))
        {
            await first.ActAsync(1, new Turn(new Observation("one page"), "go", Author.Expert, 0, true));
        }

        using var second = new Talk(server, Journal);
        await second.ActAsync(1, new Turn(new Observation("another page"), "go", Author.Expert, 0, true));

        server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Half_a_line_at_the_end_is_cut_off_and_a_damaged_line_is_named()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look" });
        using (var first = new Talk(server, Journal))
        {
            await first.ActAsync(1);
        }

        var whole = File.ReadAllText(Journal);
        File.WriteAllText(Journal, whole + whole[..40]);
        using (var second = new Talk(server, Journal))
        {
            await second.ActAsync(1);
        }

        server.Requests.ShouldBe(1);
        File.ReadAllText(Journal).ShouldBe(whole);

        File.WriteAllText(Journal, whole + "{\"version\":1}\n" + whole);
        Should.Throw<GleanerException>(() => new Talk(server, Journal)).Message.ShouldStartWith($"{Journal}:2: this is not a record of a call");

        whole.ShouldContain("\"turn\":0");
        File.WriteAllText(Journal, whole + whole.Replace("\"turn\":0", "\"turn\":-1", StringComparison.Ordinal));
        Should.Throw<GleanerException>(() => new Talk(server, Journal)).Message
            .ShouldStartWith($"{Journal}:2: this is not a record of a call: 'turn' is not what a call leaves behind. Restore the journal");
    }

    [Fact]
    public async Task A_malformed_reply_is_asked_about_again_then_played_as_it_is()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Well,\nwho knows?" });
        using var talk = new Talk(server, Journal);

        var decision = await talk.ActAsync();

        (decision.Action, decision.Thought).ShouldBe(("Well,", null));
        var total = talk.Calls.Ledger.Total;
        (total.Calls, total.Malformed).ShouldBe((2, 2));
        server.Received.Last().Messages[^1].Text.ShouldStartWith("No action could be made out");
    }

    [Theory]
    [InlineData(2L, null, null)]
    [InlineData(null, 130L, null)]
    [InlineData(null, null, 0.00065)]
    public async Task A_budget_stops_before_it_is_exceeded_and_counts_what_earlier_processes_spent(long? calls, long? tokens, double? cost)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look" });
        Talk Open() => new(
            server,
            Journal,
            endpoint => endpoint with { Prices = new PriceList(1, 1, 10), Budget = new BudgetLimits(calls, tokens, (decimal?)cost) },
            agent => agent with { MaxReplyTokens = 10 });
        int before;
        using (var first = Open())
        {
            await first.ActAsync(1);
            before = 1;
            var failure = await Should.ThrowAsync<BudgetSpentException>(async () =>
            {
                for (ulong episode = 2; episode < 20; episode++)
                {
                    await first.ActAsync(episode);
                    before++;
                }
            });
            failure.Message.ShouldContain("The budget is spent");
        }

        before.ShouldBeInRange(1, 5);
        server.Answered.ShouldBe(before);
        using var second = Open();
        await second.ActAsync(1);
        await Should.ThrowAsync<BudgetSpentException>(async () => await second.ActAsync(30));
        server.Answered.ShouldBe(before);
        var total = second.Calls.Ledger.Total;
        (total.Calls <= (calls ?? long.MaxValue) && total.Tokens.Total <= (tokens ?? long.MaxValue) && total.Cost <= (decimal)(cost ?? 1e9)).ShouldBeTrue();
    }

    [Fact]
    public async Task Parallel_calls_do_not_exceed_a_budget_together()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look", Latency = TimeSpan.FromMilliseconds(5) });
        using var talk = new Talk(server, Journal, endpoint => endpoint with { Budget = new BudgetLimits(7, null, null) });

        var all = Task.WhenAll(Enumerable.Range(0, 30).Select(episode => talk.ActAsync((ulong)episode)));

        await Should.ThrowAsync<BudgetSpentException>(() => all);
        server.Answered.ShouldBe(7);
        File.ReadAllLines(Journal).Length.ShouldBe(7);
    }

    [Fact]
    public async Task A_budget_in_tokens_needs_a_server_that_counts_them()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look", CountsTokens = false });
        using var talk = new Talk(server, Journal, endpoint => endpoint with { Budget = new BudgetLimits(null, 1_000_000, null) });

        (await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync())).Message.ShouldContain("does not report how many tokens");
    }
}
