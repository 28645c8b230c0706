using System.Net;
using Gleaner.Http;

namespace Gleaner.Tinker.Tests;

/// <summary>What goes wrong between client and server.</summary>
public sealed class TransportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(500, null, 0)]
    [InlineData(503, null, 0)]
    [InlineData(425, null, 0)]
    public async Task Failures_that_pass_are_tried_again_and_a_servers_wait_is_kept_to(int status, string? retryAfter, int seconds)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("healthz", status, "{}", retryAfter).On("healthz", """{"status": "ok"}""");
        using var client = server.Client();

        (await client.IsHealthyAsync(Stop)).ShouldBeTrue();

        server.Requests.Count.ShouldBe(2);
        server.Clock.Skipped.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again_and_in_the_end_said()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("healthz", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = server.Client();

        var failure = await Should.ThrowAsync<TinkerException>(() => client.IsHealthyAsync(Stop));

        (failure.Failure, failure.Attempts, failure.Status).ShouldBe((TinkerFailure.Unavailable, 4, null));
        failure.Message.ShouldContain("(4 attempts)");
    }

    [Theory]
    [InlineData(404, TinkerFailure.Lost, """{"detail": "Model not found"}""", "Model not found")]
    [InlineData(410, TinkerFailure.Lost, """{"detail": "gone"}""", "gone")]
    [InlineData(400, TinkerFailure.Rejected, """{"error": "no"}""", "no")]
    [InlineData(422, TinkerFailure.Rejected, """{"detail": [{"loc": ["body", "rank"], "msg": "too large"}]}""", "too large")]
    [InlineData(401, TinkerFailure.Rejected, "nothing of JSON", "Check the key in TINKER_API_KEY")]
    public async Task What_will_not_pass_is_said_at_once_in_the_servers_words(int status, TinkerFailure expected, string body, string said)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("healthz", status, body);
        using var client = server.Client(options => options with { Key = Key("secret") });

        var failure = await Should.ThrowAsync<TinkerException>(() => client.IsHealthyAsync(Stop));

        (failure.Failure, failure.Status).ShouldBe((expected, (HttpStatusCode)status));
        failure.Message.ShouldContain(said);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_key_is_sent_and_never_said()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("healthz", 400, """{"detail": "tml-canary is not a key"}""");
        using var client = server.Client(options => options with { Key = Key("tml-canary") });

        var failure = await Should.ThrowAsync<TinkerException>(() => client.IsHealthyAsync(Stop));

        failure.ToString().ShouldNotContain("tml-canary");
        failure.Message.ShouldContain("*** is not a key");
        server.Keys.ShouldBe(["tml-canary"]);
    }

    [Fact]
    public async Task Replies_that_are_too_long_or_not_of_the_protocol_are_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("healthz", new string(' ', 200) + """{"status": "ok"}""").On("get_server_capabilities", "[1]");
        using var client = server.Client(options => options with { MaxReplyBytes = 100 });

        (await Should.ThrowAsync<TinkerException>(() => client.IsHealthyAsync(Stop))).Message.ShouldContain("100 bytes");
        (await Should.ThrowAsync<TinkerException>(() => client.BaseModelsAsync(Stop))).Failure.ShouldBe(TinkerFailure.Malformed);
    }

    private static Secret Key(string value) => Secret.FromEnvironment("TINKER_API_KEY", _ => value);
}
