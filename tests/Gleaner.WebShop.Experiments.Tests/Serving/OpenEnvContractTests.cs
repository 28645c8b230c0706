using System.Text.Json;
using Gleaner.EnvironmentServers;
using Gleaner.Testing.Servers;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

public sealed class OpenEnvContractTests(GeneratedShop shop)
{
    [Fact]
    public async Task Requests_without_a_session_are_answered_in_the_shapes_of_the_original()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served());

        await Exchanges.PlayHttpAsync(server, "openenv-http.jsonl");

        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Messages_are_answered_in_the_shapes_of_the_original_and_errors_end_nothing()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served());

        await Exchanges.PlaySocketAsync(server, "openenv-socket.jsonl");

        await server.SessionsShouldBecomeAsync(0);
    }

    [Fact]
    public async Task The_schema_describes_what_is_sent()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served());
        var schema = (await server.CallAsync("GET", "/schema")).GetProperty("observation").GetProperty("properties");
        var observation = (await server.CallAsync("POST", "/reset", "{}")).GetProperty("observation");

        foreach (var property in observation.EnumerateObject())
        {
            var type = schema.GetProperty(property.Name).GetProperty("type").GetString()!;
            property.Value.ValueKind.ShouldBeOneOf(type switch
            {
                "string" => [JsonValueKind.String],
                "array" => [JsonValueKind.Array],
                _ => [JsonValueKind.True, JsonValueKind.False],
            });
        }
    }

    [Fact]
    public async Task A_task_is_chosen_by_seed_number_or_id()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served());
        using var socket = await server.ConnectAsync();
        var goals = shop.Environment.Goals;

        (await StartPageAsync("""{"seed": 5}""")).ShouldBe(StartPage(5));
        (await StartPageAsync($$"""{"seed": {{goals.Count + 5}}}""")).ShouldBe(StartPage(5));
        (await StartPageAsync("""{"task_number": 6}""")).ShouldBe(StartPage(6));
        (await StartPageAsync($$"""{"task_id": "{{goals.TaskIds[7]}}"}""")).ShouldBe(StartPage(7));
        (await StartPageAsync("{}")).ShouldBe(StartPage(goals.DrawSessions().First().GoalIndex));

        async Task<string> StartPageAsync(string data)
        {
            var reply = await socket.CallAsync($$"""{"type": "reset", "data": {{data}}}""");
            return reply.GetProperty("data").GetProperty("observation").GetProperty("text").GetString()!;
        }

        string StartPage(int number) => shop.Environment.Reset(number).Observation.Text;
    }

    [Fact]
    public async Task Close_ends_the_session()
    {
        await using var server = await RunningServer.OpenEnvAsync(shop.Served(), new EnvironmentServerOptions { MaxSessions = 1 });
        using (var first = await server.ConnectAsync())
        {
            await first.CallAsync("""{"type": "reset"}""");
            await first.SendAsync("""{"type": "close"}""");
            (await first.ReceiveAsync()).ShouldBeNull();
            await server.SessionsShouldBecomeAsync(0);
        }

        using var second = await server.ConnectAsync();
        (await second.CallAsync("""{"type": "reset"}""")).GetProperty("type").GetString().ShouldBe("observation");
    }
}
