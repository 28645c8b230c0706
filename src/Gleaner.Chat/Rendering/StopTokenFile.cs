using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.Chat.Rendering;

/// <summary>Reads <c>eos_token_id</c>, a number or a list of numbers.</summary>
internal static class StopTokenFile
{
    private const long MaxLength = 1 << 20;

    public static ImmutableArray<int> Read(string folder)
    {
        foreach (var name in (string[])["generation_config.json", "config.json"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && Read(path, File.ReadAllBytes(Checked(path))) is { IsEmpty: false } ids)
            {
                return ids;
            }
        }

        return [];
    }

    private static string Checked(string path) => new FileInfo(path).Length <= MaxLength
        ? path
        : throw new ChatRenderingException($"{path}: the file is longer than {MaxLength} bytes, which no settings of generation are.");

    private static ImmutableArray<int> Read(string path, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("eos_token_id", out var value))
            {
                return [];
            }

            return value.ValueKind switch
            {
                JsonValueKind.Number => [value.GetInt32()],
                JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.GetInt32())],
                JsonValueKind.Null => [],
                _ => throw new FormatException(),
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new ChatRenderingException($"{path}: 'eos_token_id' must be a number or a list of numbers in a valid JSON file.", exception);
        }
    }
}
