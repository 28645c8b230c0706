using System.Text;
using System.Text.Json;
using Gleaner.Randomness;
using Gleaner.Testing.Servers;

namespace Gleaner.EnvironmentServers.Tests;

/// <summary>Thousands of requests that make no sense, or hardly: each gets an answer, none leaves anything behind.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Fragments =
    [
        "null", "true", "0", "-1", "7", "1e999", "99999999999999999999", "0.5", "\"\"", "\"a b\"", "\"7\"", "\"search[lamp]\"", "\"click[buy now]\"", "\"\\ud800\"",
        "\"\u0000\"", "[]", "{}", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "NaN", "{\"\\ud800\": 1}", "\"id\"", "'x'", "\uFEFF", ",", ":", "{", "]",
    ];

    private static readonly string[] Names =
        ["action", "data_idx", "type", "data", "seed", "episode_id", "task_number", "task_id", "action_str", "metadata", "method", "id", "\\ud800"];

    private readonly Counters _counters = new();

    [Fact]
    public async Task Over_AgentGyms_protocol()
    {
        await using var server = await RunningServer.AgentGymAsync(_counters.Dialect());
        await server.CallAsync("POST", "/create");
        string[] paths = ["/step", "/reset", "/close", "/observation?id=", "/available_actions?id", "/state?%ff=%zz&id=1", "/list_envs", "/x%00y"];
        var random = new RandomStream(new Seed(1));
        for (var i = 0; i < 1500; i++)
        {
            var path = paths[random.Next(paths.Length)];
            var (status, reply) = await server.SendAsync(random.Next(8) == 0 ? "GET" : "POST", path, Malformed(random));
            ShouldBeAnAnswer(status, reply);
        }

        server.Server.OpenSessions.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Over_OpenEnvs_requests()
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        string[] paths = ["/step", "/reset", "/mcp", "/state", "/schema", "/ws"];
        var random = new RandomStream(new Seed(2));
        for (var i = 0; i < 1000; i++)
        {
            var (status, reply) = await server.SendAsync(random.Next(8) == 0 ? "GET" : "POST", paths[random.Next(paths.Length)], Malformed(random));
            ShouldBeAnAnswer(status, reply);
        }

        server.Server.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Over_OpenEnvs_socket()
    {
        await using var server = await RunningServer.OpenEnvAsync(_counters.Served());
        var random = new RandomStream(new Seed(3));
        using (var socket = await server.ConnectAsync())
        {
            for (var i = 0; i < 1500; i++)
            {
                var message = Malformed(random);
                var reply = await socket.CallAsync(message.Contains("\"close\"", StringComparison.Ordinal) ? "{}" : message);
                reply.GetProperty("type").GetString().ShouldBeOneOf("observation", "state", "error", "mcp");
                reply.GetProperty("data").ValueKind.ShouldBe(JsonValueKind.Object);
            }
        }

        await server.SessionsShouldBecomeAsync(0);
    }

    private static void ShouldBeAnAnswer(int status, string reply)
    {
        status.ShouldBeOneOf(200, 400, 404, 405, 422, 426);
        if (status != 400)
        {
            var json = JsonElement.Parse(reply);
            if (status != 200)
            {
                json.GetProperty("detail").ValueKind.ShouldBeOneOf(JsonValueKind.String, JsonValueKind.Array);
            }
        }
    }

    private static string Malformed(RandomStream random)
    {
        var text = new StringBuilder();
        switch (random.Next(4))
        {
            case 0:
                for (var i = random.Next(6); i >= 0; i--)
                {
                    text.Append(Pick(random));
                }

                return text.ToString();
            case 1:
                var whole = $$$"""{"type": "{{{(random.Next(2) == 0 ? "step" : "reset")}}}", "id": 0, "action": "search[lamp]", "data": {"action_str": "x"}}""";
                return whole[..random.Next(whole.Length)];
            default:
                text.Append("{\"type\": \"").Append(new[] { "step", "reset", "state", "mcp", "x" }[random.Next(5)]).Append('"');
                for (var i = random.Next(4); i >= 0; i--)
                {
                    text.Append(", \"").Append(Names[random.Next(Names.Length)]).Append("\": ").Append(Pick(random));
                }

                return text.Append('}').ToString();
        }
    }

    private static string Pick(RandomStream random) => Fragments[random.Next(Fragments.Length)];
}
