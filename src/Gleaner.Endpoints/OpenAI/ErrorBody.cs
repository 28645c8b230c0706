using System.Text;
using System.Text.Json;

namespace Gleaner.Endpoints.OpenAI;

/// <summary>
/// What a server says of an error: OpenAI's <c>{"error":{…}}</c>, the flat one of vLLM and SGLang
/// (<c>{"object":"error","message":…,"code":400}</c>), FastAPI's <c>{"detail":…}</c>, or a text.
/// </summary>
/// <param name="Message">What it says; empty if nothing.</param>
/// <param name="Code">Its codes and types, apart by blanks; empty if it gives none.</param>
/// <param name="Parameter">The parameter at fault; empty if it names none.</param>
internal sealed record ErrorBody(string Message, string Code, string Parameter)
{
    private const int LongestText = 2000;

    private static readonly string[] QuotaMarks = ["insufficient_quota", "billing_hard_limit", "billing_not_active", "credit balance is too low", "insufficient_balance", "insufficient balance"];

    /// <summary>Whether the account has nothing left to spend, which no waiting changes.</summary>
    public bool IsQuotaSpent => QuotaMarks.Any(mark => $"{Code} {Message}".Contains(mark, StringComparison.OrdinalIgnoreCase));

    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 1024 * 1024)]);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            while (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return root.ValueKind == JsonValueKind.Object ? Of(root) : new ErrorBody(Cut(text), "", "");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ErrorBody(Cut(text), "", "");
        }
    }

    private static ErrorBody Of(JsonElement root)
    {
        var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        string[] codes = [Text(error, "code"), Text(error, "type"), Text(error, "status")];
        return new ErrorBody(Said(error), string.Join(' ', codes.Where(code => code.Length > 0)), Text(error, "param"));
    }

    private static string Said(JsonElement error)
    {
        foreach (var name in (ReadOnlySpan<string>)["message", "error", "detail", "error_message", "msg"])
        {
            if (error.TryGetProperty(name, out var said) && said.ValueKind != JsonValueKind.Null)
            {
                return Cut(said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText());
            }
        }

        return Cut(error.GetRawText());
    }

    private static string Text(JsonElement error, string name) => !error.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
