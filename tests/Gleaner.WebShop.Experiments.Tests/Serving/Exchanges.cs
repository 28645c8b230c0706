using System.Text.Json;
using Gleaner.Testing.Servers;

namespace Gleaner.WebShop.Experiments.Tests.Serving;

/// <summary>Requests with the answers that a protocol asks for, one a line in a file of Fixtures.</summary>
internal static class Exchanges
{
    public static async Task PlayHttpAsync(RunningServer server, string file)
    {
        foreach (var (line, exchange) in Read(file))
        {
            var request = exchange.GetProperty("send").GetString()!.Split(' ');
            var body = exchange.TryGetProperty("body", out var given) ? given.GetRawText() : null;

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
            var message = exchange.TryGetProperty("send", out var json) ? json.GetRawText() : exchange.GetProperty("text").GetString()!;

            var reply = await socket.CallAsync(message);

            Pattern.Difference(exchange.GetProperty("reply"), reply).ShouldBeNull($"{file}:{line}");
        }
    }

    private static IEnumerable<(int Line, JsonElement Exchange)> Read(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Serving", "Fixtures", file);
        return File.ReadLines(path).Select((line, i) => (i + 1, JsonElement.Parse(line)));
    }
}

/// <summary>JSON that may hold <c>"&lt;text&gt;"</c>, <c>"&lt;texts&gt;"</c> or <c>"&lt;any&gt;"</c> where the value is of no interest.</summary>
internal static class Pattern
{
    /// <summary>The first place where the value is not as the pattern says; null if there is none. Properties must come in order.</summary>
    public static string? Difference(JsonElement pattern, JsonElement value, string place = "$")
    {
        if (pattern.ValueKind == JsonValueKind.String && pattern.GetString() is ['<', .., '>'] kind)
        {
            var isRight = kind switch
            {
                "<text>" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
                "<texts>" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
                _ => true,
            };
            return isRight ? null : $"{place}: {value.GetRawText()} instead of {kind}";
        }

        if (pattern.ValueKind != value.ValueKind)
        {
            return $"{place}: {value.GetRawText()} instead of {pattern.GetRawText()}";
        }

        return pattern.ValueKind switch
        {
            JsonValueKind.Object => InObjects([.. pattern.EnumerateObject()], [.. value.EnumerateObject()], place),
            JsonValueKind.Array => InArrays([.. pattern.EnumerateArray()], [.. value.EnumerateArray()], place),
            _ => pattern.GetRawText() == value.GetRawText() ? null : $"{place}: {value.GetRawText()} instead of {pattern.GetRawText()}",
        };
    }

    private static string? InObjects(JsonProperty[] pattern, JsonProperty[] value, string place)
    {
        var wanted = string.Join(", ", pattern.Select(property => property.Name));
        var found = string.Join(", ", value.Select(property => property.Name));
        return wanted != found
            ? $"{place}: properties {found} instead of {wanted}"
            : pattern.Zip(value).Select(pair => Difference(pair.First.Value, pair.Second.Value, $"{place}.{pair.First.Name}")).FirstOrDefault(d => d is not null);
    }

    private static string? InArrays(JsonElement[] pattern, JsonElement[] value, string place) => pattern.Length != value.Length
        ? $"{place}: {value.Length} items instead of {pattern.Length}"
        : pattern.Zip(value).Select((pair, i) => Difference(pair.First, pair.Second, $"{place}[{i}]")).FirstOrDefault(d => d is not null);
}
