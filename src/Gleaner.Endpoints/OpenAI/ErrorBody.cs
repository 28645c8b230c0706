using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

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

    private static readonly string[] RequestMarks = ["invalid_request", "invalid_api_key", "authentication", "permission", "not_found"];
    private static readonly string[] QuotaMarks = ["insufficient_quota", "billing_hard_limit", "billing_not_active", "credit balance is too low", "insufficient_balance", "insufficient balance"];

    /// <summary>Whether the account has nothing left to spend, which no waiting changes.</summary>
    public bool IsQuotaSpent => QuotaMarks.Any(mark => $"{Code} {Message}".Contains(mark, StringComparison.OrdinalIgnoreCase));

    /// <summary>The status that the error itself names, as gateways do that answer with status 200; 500 if it names none.</summary>
    public int Status => Code.Split(' ').Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? status : (int?)null).FirstOrDefault(status => status is not null) switch
    {
        { } status => status,
        _ when Code.Contains("rate_limit", StringComparison.OrdinalIgnoreCase) => (int)HttpStatusCode.TooManyRequests,
        _ when RequestMarks.Any(mark => Code.Contains(mark, StringComparison.OrdinalIgnoreCase)) => (int)HttpStatusCode.BadRequest,
        _ => (int)HttpStatusCode.InternalServerError,
    };

    /// <summary>Whether what was answered in place of a chat completion is an error: of the whole request, or of its first choice.</summary>
    public static bool IsError(JsonElement root) => root.Find("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0
        ? choices[0].Find("error") is { ValueKind: JsonValueKind.Object }
        : root.FindFirst("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String } || root.FindText("object") == "error";

    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 1024 * 1024)]);
        try
        {
            using var document = JsonDocument.Parse(LenientJson.WithoutLoneSurrogates(text));
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
        var error = root.Find("error") is { ValueKind: JsonValueKind.Object } inner ? inner
            : root.Find("choices") is { ValueKind: JsonValueKind.Array } choices && choices.EnumerateArray().FirstOrDefault().Find("error") is { ValueKind: JsonValueKind.Object } ofChoice ? ofChoice
            : root;
        string[] codes = [Text(error, "code"), Text(error, "type"), Text(error, "status")];
        return new ErrorBody(Said(error), string.Join(' ', codes.Where(code => code.Length > 0)), Text(error, "param"));
    }

    private static string Said(JsonElement error)
    {
        foreach (var name in (ReadOnlySpan<string>)["message", "error", "detail", "error_message", "msg"])
        {
            if (error.TryGetProperty(name, out var said) && said.ValueKind != JsonValueKind.Null)
            {
                return Cut(said.ValueKind == JsonValueKind.String ? said.GetText()! : said.GetRawText());
            }
        }

        return Cut(error.GetRawText());
    }

    private static string Text(JsonElement error, string name) => !error.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetText()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
