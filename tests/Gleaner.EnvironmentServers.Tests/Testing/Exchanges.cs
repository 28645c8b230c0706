using System.Text.Json;

namespace Gleaner.EnvironmentServers.Tests.Testing;

/// <summary>Requests with the answers that a protocol asks for, one a line in a file of Fixtures.</summary>
internal static class Exchanges
{
    public static async Task PlayHttpAsync(RunningServer server, string file)
    {
        foreach (var (line, exchange) in Read(file))
        {
            string[] request = exchange.GetProperty("send").GetString()!.Split(' ');
            string? body = exchange.TryGetProperty("body", out var given) ? given.GetRawText() : null;

            var (status, reply) = await server.SendAsync(request[0], request[1], body);

            status.ShouldBe(exchange.GetProperty("status").GetInt32(), $"{file}:{line}: {reply}");
            Pattern.Difference(exchange.GetProperty("reply"), JsonElement.Parse(reply)).ShouldBeNull($"{file}:{line}");
        }
    }

    public static async Task PlaySocketAsync(RunningServer server, string file)
    {
        using var socket = await server.ConnectAsync();
        foreach (var (line, exchange) in Read(file))
        {
            string message = exchange.TryGetProperty("send", out var json) ? json.GetRawText() : exchange.GetProperty("text").GetString()!;

            var reply = await socket.CallAsync(message);

            Pattern.Difference(exchange.GetProperty("reply"), reply).ShouldBeNull($"{file}:{line}");
        }
    }

    private static IEnumerable<(int Line, JsonElement Exchange)> Read(string file)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", file);
        return File.ReadLines(path).Select((line, i) => (i + 1, JsonElement.Parse(line)));
    }
}
