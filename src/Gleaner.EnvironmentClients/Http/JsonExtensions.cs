using System.Text.Json;

namespace Gleaner.EnvironmentClients.Http;

internal static class JsonExtensions
{
    /// <summary>A whole number, or null if it is something else.</summary>
    public static long? TryGetInt64OrNull(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
