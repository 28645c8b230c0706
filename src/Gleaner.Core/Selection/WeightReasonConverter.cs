using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO.Json;

namespace Gleaner.Selection;

/// <summary>
/// A reason of Gleaner's own as its id, another one as <c>{"id":"…","text":"…"}</c>, so that a run can be shown without the method
/// that made it. An id that nothing is known of is its own text.
/// </summary>
internal sealed class WeightReasonConverter : JsonConverter<WeightReason>
{
    private const string What = "A reason is an id, or an object of 'id' and 'text'.";

    public override WeightReason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var id = RequireText(reader.GetText());
            return WeightReason.All.FirstOrDefault(reason => reason.Id == id) ?? new WeightReason(id, id);
        }

        var members = reader.TokenType == JsonTokenType.StartObject
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!
            : [];
        return members.Count == 2
            ? new WeightReason(RequireText(members.GetValueOrDefault("id")), RequireText(members.GetValueOrDefault("text")))
            : throw new JsonException(What);
    }

    public override void Write(Utf8JsonWriter writer, WeightReason value, JsonSerializerOptions options)
    {
        if (WeightReason.All.Contains(value))
        {
            writer.WriteStringValue(value.Id);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id", value.Id);
        writer.WriteString("text", value.Text);
        writer.WriteEndObject();
    }

    private static string RequireText(string? text) => string.IsNullOrEmpty(text) ? throw new JsonException(What) : text;
}
