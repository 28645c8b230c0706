using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>A field of an action or observation in a JSON Schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type (<c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, …), or null if the schema is not that plain.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record FieldSchema(string Name, string? Type, bool IsRequired)
{
    // Every model of OpenEnv has these; they are sent beside an observation and mean nothing in an action.
    private static readonly string[] OfEveryModel = ["metadata", "done", "reward"];

    /// <summary>The fields of a model's schema as pydantic writes it, but for those that every model has.</summary>
    public static IReadOnlyList<FieldSchema> ReadAll(JsonElement schema)
    {
        if (schema.Find("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return [];
        }

        var required = schema.Find("required") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetText()!).ToHashSet()
            : [];
        return
        [
            .. properties.EnumerateObject()
                .Where(property => !OfEveryModel.Contains(property.GetName()))
                .Select(property => new FieldSchema(property.GetName(), TypeOf(property.Value, schema), required.Contains(property.GetName()))),
        ];
    }

    private static string? TypeOf(JsonElement field, JsonElement schema)
    {
        if (field.Find("type") is { ValueKind: JsonValueKind.String } type)
        {
            return type.GetText();
        }

        // An enumeration is a reference into $defs.
        if (field.Find("$ref") is { ValueKind: JsonValueKind.String } reference
            && reference.GetText()!.Split('/') is ["#", "$defs", var name]
            && schema.Find("$defs") is { } definitions && definitions.Find(name) is { } definition)
        {
            return TypeOf(definition, default);
        }

        // An optional field is anyOf its type and null.
        return field.Find("anyOf") is { ValueKind: JsonValueKind.Array } choices
            && choices.EnumerateArray().Select(choice => TypeOf(choice, schema)).Where(choice => choice != "null").ToList() is [var only]
            ? only
            : null;
    }
}
