using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gleaner.EnvironmentClients.Http;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>Makes the text that an agent sees from an observation's fields.</summary>
internal sealed class ObservationForm
{
    private readonly string[] _path;
    private readonly bool _isText;

    private ObservationForm(string[] path, bool isText)
    {
        _path = path;
        _isText = isText;
    }

    /// <summary>Where the text is; null if it is the whole observation as JSON.</summary>
    public string? Field => _path.Length == 0 ? null : string.Join('.', _path);

    /// <summary>Reads a server's schema.</summary>
    /// <param name="schema">The schema of its observations; null if it tells none.</param>
    /// <param name="field">Where the text is; null to find it.</param>
    public static ObservationForm Of(JsonElement? schema, string? field) =>
        field is not null ? new(field.Split('.'), isText: false)
        : schema is { } given && TextFieldOf(FieldSchema.ReadAll(given)) is { } found ? new([found.Name], isText: true)
        : new([], isText: false);

    /// <summary>The text. What is not text is written as JSON with its members in ordinal order, so that it is the same each time.</summary>
    public string Read(JsonReply observation)
    {
        var value = observation.Value;
        foreach (var step in _path)
        {
            value = Follow(value, step) ?? throw ServerFailures.Error(
                observation.Call, $"the observation has no '{Field}': {observation.Excerpt()}");
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetText()!;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            // An optional text that is not there: nothing to see.
            return "";
        }

        // What a user names may be a list or a number, which is shown as it is; what the schema calls a text is one.
        if (_isText)
        {
            throw ServerFailures.Error(observation.Call, $"the observation's '{Field}' should be a text, but is {ServerFailures.Excerpt(value.GetRawText())}: {observation.Excerpt()}");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDefaults.Unescaped))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static FieldSchema? TextFieldOf(IReadOnlyList<FieldSchema> fields) => fields is [{ Type: "string" } only]
        ? only
        : fields.FirstOrDefault(field => field is { Name: "text", Type: "string" });

    private static JsonElement? Follow(JsonElement value, string step)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.Find(step);
        }

        if (value.ValueKind != JsonValueKind.Array
            || !int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var place = index < 0 ? index + value.GetArrayLength() : index;
        return place >= 0 && place < value.GetArrayLength() ? value[place] : null;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(JsonTexts.GetName, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.GetName());
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetText()!);
                break;
            default:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }
}

/// <summary>How a server's actions are written and its observations read.</summary>
/// <param name="Action">The actions.</param>
/// <param name="Observation">The observations.</param>
internal sealed record OpenEnvForms(ActionForm Action, ObservationForm Observation)
{
    /// <param name="schema">What <c>/schema</c> replied; null if the server has no such path.</param>
    /// <param name="options">What is known without.</param>
    public static OpenEnvForms Of(JsonElement? schema, OpenEnvOptions options) => new(
        ActionForm.Of(Part(schema, "action"), options.ActionField, options.Url),
        ObservationForm.Of(Part(schema, "observation"), options.ObservationField));

    private static JsonElement? Part(JsonElement? schema, string name) =>
        schema is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var part) ? part : null;
}
