using System.Text.Json;

namespace Gleaner.EnvironmentServers.Tests.Testing;

/// <summary>JSON that may hold <c>"&lt;text&gt;"</c>, <c>"&lt;texts&gt;"</c> or <c>"&lt;any&gt;"</c> where the value is of no interest.</summary>
internal static class Pattern
{
    /// <summary>The first place where the value is not as the pattern says; null if there is none. Properties must come in order.</summary>
    public static string? Difference(JsonElement pattern, JsonElement value, string place = "$")
    {
        if (pattern.ValueKind == JsonValueKind.String && pattern.GetString() is ['<', .., '>'] kind)
        {
            bool isRight = kind switch
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
        string wanted = string.Join(", ", pattern.Select(property => property.Name));
        string found = string.Join(", ", value.Select(property => property.Name));
        return wanted != found
            ? $"{place}: properties {found} instead of {wanted}"
            : pattern.Zip(value).Select(pair => Difference(pair.First.Value, pair.Second.Value, $"{place}.{pair.First.Name}")).FirstOrDefault(d => d is not null);
    }

    private static string? InArrays(JsonElement[] pattern, JsonElement[] value, string place) => pattern.Length != value.Length
        ? $"{place}: {value.Length} items instead of {pattern.Length}"
        : pattern.Zip(value).Select((pair, i) => Difference(pair.First, pair.Second, $"{place}[{i}]")).FirstOrDefault(d => d is not null);
}
