using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.Messages;

/// <summary>The fields of a JSON object, read as pydantic reads them: a whole number may also be 7.0 or "7".</summary>
internal readonly struct Fields
{
    private readonly JsonElement _object;
    private readonly string[]? _place;

    private Fields(JsonElement value, string[] place)
    {
        _object = value;
        _place = place;
    }

    /// <exception cref="RequestException">It is not an object.</exception>
    public static Fields Of(JsonElement value, params string[] place) => value.ValueKind == JsonValueKind.Object
        ? new Fields(value, place)
        : throw RequestException.Field("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", place);

    /// <exception cref="RequestException">It is missing or no whole number.</exception>
    public long Integer(string name) => OptionalInteger(name) ?? throw Problem(name, "missing", "Field required");

    /// <returns>Null if it is missing or null.</returns>
    /// <exception cref="RequestException">It is not a whole number.</exception>
    public long? OptionalInteger(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                return whole;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && Math.Abs(number) < 1e15 && Math.Floor(number) == number:
                return (long)number;
            case JsonValueKind.String when long.TryParse(Text(name, value), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var parsed):
                return parsed;
            case JsonValueKind.String:
                throw Problem(name, "int_parsing", "Input should be a valid integer, unable to parse string as an integer");
            default:
                throw Problem(name, "int_type", "Input should be a valid integer");
        }
    }

    /// <exception cref="RequestException">It is missing or no text.</exception>
    public string String(string name) => OptionalString(name) ?? throw Problem(name, "missing", "Field required");

    /// <returns>Null if it is missing or null.</returns>
    /// <exception cref="RequestException">It is not text.</exception>
    public string? OptionalString(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? Text(name, value) : throw Problem(name, "string_type", "Input should be a valid string");
    }

    /// <exception cref="RequestException">It is missing or no object.</exception>
    public Fields Object(string name) => TryGet(name, out var value) ? Of(value, [.. _place!, name]) : throw Problem(name, "missing", "Field required");

    /// <returns>Empty if it is missing.</returns>
    /// <exception cref="RequestException">It is not an object.</exception>
    public Fields OptionalObject(string name) => TryGet(name, out var value) ? Of(value, [.. _place!, name]) : default;

    /// <summary>A field of any kind as JSON; null if it is missing or null.</summary>
    public string? OptionalRaw(string name) => TryGet(name, out var value) ? value.GetRawText() : null;

    /// <summary>What is wrong with a field.</summary>
    public RequestException Problem(string name, string type, string message) => RequestException.Field(type, message, [.. _place ?? ["body"], name]);

    /// <exception cref="RequestException">There is another field than these.</exception>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        if (_place is null)
        {
            return;
        }

        try
        {
            foreach (var property in _object.EnumerateObject())
            {
                if (!IsOneOf(property, names))
                {
                    throw Problem(property.Name, "extra_forbidden", "Extra inputs are not permitted");
                }
            }
        }
        catch (InvalidOperationException)
        {
            throw NoText();
        }
    }

    /// <summary>The same fields, named from here: what is inside a message is an action of its own.</summary>
    public Fields AsRoot() => _place is null ? this : new Fields(_object, []);

    private static bool IsOneOf(JsonProperty property, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (property.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        try
        {
            return _place is not null && _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        }
        catch (InvalidOperationException)
        {
            throw NoText();
        }
    }

    private string Text(string name, JsonElement value) => value.WholeText() ?? throw NoText(name);

    // JSON may spell half of a surrogate pair, in values and in names; that is valid JSON and no text.
    private RequestException NoText(params string[] name) => RequestException.Field(
        "string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string", [.. _place ?? [], .. name]);
}
