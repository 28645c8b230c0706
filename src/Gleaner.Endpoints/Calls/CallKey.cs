using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Calls;

/// <summary>Names one question of a run. The same episode asks the same question again only after a restart.</summary>
/// <param name="Episode">The episode: 16 hexadecimal digits drawn from its own random stream.</param>
/// <param name="Turn">The turn, from 0.</param>
/// <param name="Ask">Counts the questions of a turn, from 0: a malformed answer is asked about again.</param>
/// <param name="Request">Hash of model, options and messages.</param>
public readonly record struct CallKey(string Episode, int Turn, int Ask, string Request)
{
    /// <summary>The hash of a request: 32 hexadecimal digits.</summary>
    public static string HashOf(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var parts = new List<string?>
        {
            options.ModelId, Format(options.Temperature), Format(options.MaxOutputTokens), Format(options.Seed),
        };
        parts.AddRange(messages.SelectMany(message => new[] { message.Role.Value, message.Text }));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))).AsSpan(0, 16));
    }

    private static string? Format(IFormattable? value) => value?.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
