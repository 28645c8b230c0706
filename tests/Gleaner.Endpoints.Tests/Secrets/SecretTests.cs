using System.Text.Json;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Http;

namespace Gleaner.Endpoints.Tests.Secrets;

public sealed class SecretTests : IDisposable
{
    private const string Canary = "sk-canary-8c1f";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_secret_prints_as_stars_however_it_is_printed()
    {
        var secret = Secret.FromEnvironment("SOME_KEY", _ => Canary + "\n");

        secret.Reveal().ShouldBe(Canary);
        $"{secret} {new Holder(secret)} {JsonSerializer.Serialize(new Holder(secret))}".ShouldBe("*** Holder { Key = *** } {\"Key\":\"***\"}");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Holder>("{\"Key\":\"x\"}"));
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named() =>
        Should.Throw<GleanerException>(() => Secret.FromEnvironment("SOME_KEY", _ => " ")).Message.ShouldContain("SOME_KEY is not set");

    [Fact]
    public async Task A_server_that_repeats_the_key_gets_it_into_no_message()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "", Key = "another" });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), key: Canary);

        var failure = await Should.ThrowAsync<GleanerException>(async () => await talk.ActAsync());

        failure.ToString().ShouldNotContain(Canary);
        failure.Message.ShouldContain("Incorrect API key provided: ***");
        failure.Message.ShouldContain("the key in TEST_KEY");
    }

    [Fact]
    public async Task The_key_is_what_requests_are_signed_with()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "Thought: a\nAction: look", Key = Canary });
        using var talk = new Talk(server, _folder.File("calls.jsonl"), key: Canary);

        (await talk.ActAsync()).Action.ShouldBe("look");
        File.ReadAllText(_folder.File("calls.jsonl")).ShouldNotContain(Canary);
    }

    private sealed record Holder(Secret Key);
}
