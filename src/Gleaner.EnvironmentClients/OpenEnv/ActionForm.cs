using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>
/// Makes the fields of an action from an agent's text. Text goes into one field; a JSON object that has the action's fields is
/// taken as it is; tools are called as <c>TOOL {"argument":1}</c>.
/// </summary>
internal sealed class ActionForm
{
    private readonly IReadOnlyList<FieldSchema> _fields;
    private readonly FieldSchema? _textField;
    private readonly bool _callsTools;

    private ActionForm(IReadOnlyList<FieldSchema> fields, FieldSchema? textField, bool callsTools)
    {
        _fields = fields;
        _textField = textField;
        _callsTools = callsTools;
    }

    /// <summary>The field that gets the agent's text; null if an action must be a JSON object or a tool's call.</summary>
    public string? TextField => _textField?.Name;

    /// <summary>Reads a server's schema.</summary>
    /// <param name="schema">The schema of its actions; null if it tells none.</param>
    /// <param name="field">The field that gets the text; null to find it.</param>
    /// <param name="server">The server, for messages.</param>
    /// <exception cref="GleanerException">The action has no such field.</exception>
    public static ActionForm Of(JsonElement? schema, string? field, Uri server)
    {
        var fields = schema is { } given ? FieldSchema.ReadAll(given) : [];
        if (field is not null)
        {
            var named = fields.FirstOrDefault(candidate => candidate.Name == field);
            return named is not null || fields.Count == 0
                ? new ActionForm(fields, named ?? new FieldSchema(field, "string", IsRequired: true), callsTools: false)
                : throw new GleanerException(
                    $"The actions of {server} have no field '{field}'; they have {string.Join(", ", fields.Select(candidate => candidate.Name))}.");
        }

        var callsTools = fields.Any(candidate => candidate.Name == "tool_name") && fields.Any(candidate => candidate.Name == "arguments");
        return new ActionForm(fields, callsTools ? null : OnlyField(fields), callsTools);
    }

    /// <summary>Makes an action's fields.</summary>
    /// <returns>Null if the text is not an action here.</returns>
    public JsonObject? Encode(string action) =>
        AsObject(action) is { } written && HasTheFields(written) ? WithToolType(written)
        : _callsTools ? AsToolCall(action)
        : _textField is not null && AsValue(action, _textField.Type) is { } value ? new JsonObject { [_textField.Name] = value }
        : null;

    private static FieldSchema? OnlyField(IReadOnlyList<FieldSchema> fields)
    {
        var required = fields.Where(field => field.IsRequired).ToList();
        return (required.Count, fields.Count) switch
        {
            (1, _) when IsPlain(required[0]) => required[0],
            (0, 1) when IsPlain(fields[0]) => fields[0],
            _ => null,
        };
    }

    private static bool IsPlain(FieldSchema field) => field.Type is "string" or "integer" or "number" or "boolean";

    private static JsonValue? AsValue(string text, string? type) => type switch
    {
        "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number) : null,
        "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number) : null,
        "boolean" => bool.TryParse(text.Trim(), out var flag) ? JsonValue.Create(flag) : null,
        _ => JsonValue.Create(text),
    };

    private static JsonObject? AsObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text, null, JsonDefaults.File) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject? AsToolCall(string action)
    {
        var text = action.Trim();
        if (text == "list_tools")
        {
            return new JsonObject { ["type"] = "list_tools" };
        }

        var end = text.IndexOfAny([' ', '{']);
        var arguments = end < 0 ? new JsonObject() : AsObject(text[end..]);
        return text.Length > 0 && end != 0 && arguments is not null
            ? new JsonObject { ["type"] = "call_tool", ["tool_name"] = end < 0 ? text : text[..end], ["arguments"] = arguments }
            : null;
    }

    private bool HasTheFields(JsonObject written) => _fields.Count == 0
        || (written.All(member => member.Key == "metadata" || _fields.Any(field => field.Name == member.Key))
            && _fields.All(field => !field.IsRequired || written.ContainsKey(field.Name)));

    private JsonObject WithToolType(JsonObject written)
    {
        if (_callsTools && !written.ContainsKey("type"))
        {
            written["type"] = "call_tool";
        }

        return written;
    }
}
