using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>Members of recorded JSON; what is missing or of another type refuses the run and is named.</summary>
public static class RunMembers
{
    private const string Missing = "a member is missing";
    private const string OtherType = "a member is of another type";
    private const int LongestPath = 60;
    private const int PathsShown = 4;

    /// <summary>A member of an object.</summary>
    /// <exception cref="RunRefusedException">There is none.</exception>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : throw new RunRefusedException(Missing, $"'{name}'");

    /// <summary>A member that is a list.</summary>
    /// <exception cref="RunRefusedException">There is none, or it is something else.</exception>
    public static IReadOnlyList<JsonElement> List(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray()]
        : throw new RunRefusedException(OtherType, $"'{name}' is {Word(element.Member(name))}, not a list");

    /// <summary>A member's text.</summary>
    /// <exception cref="RunRefusedException">There is none, or it is something else.</exception>
    public static string Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetText()! : throw new RunRefusedException(OtherType, $"'{name}' is {Word(element.Member(name))}, not a text");

    /// <summary>The text, or null if the member is missing or null.</summary>
    /// <exception cref="RunRefusedException">It is something else.</exception>
    public static string? TextOrNull(this JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null ? null
        : member.ValueKind == JsonValueKind.String ? member.GetText()
        : throw new RunRefusedException(OtherType, $"'{name}' is {Word(member)}, not a text");

    /// <summary>The number of the first of some members that there is; null if there is none or it is null.</summary>
    /// <exception cref="RunRefusedException">It is no number, nor a text or boolean that says one.</exception>
    public static double? NumberOrNull(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null)
            {
                return Number(member, name);
            }
        }

        return null;
    }

    /// <summary>A value as a number: a number, a text that holds one, or true and false as 1 and 0.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="RunRefusedException">It is none.</exception>
    public static double Number(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when double.TryParse(value.GetText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        JsonValueKind.String when bool.TryParse(value.GetText(), out var isTrue) => isTrue ? 1 : 0,
        JsonValueKind.Object when FirstNumber(value) is { } inner => throw new RunRefusedException("the return is not a number", $"'{name}' is an object; name the number in it by --return-field {name}.{inner}"),
        _ => throw new RunRefusedException("the return is not a number", $"'{name}' is {Word(value)}"),
    };

    /// <summary>What a value is, in words.</summary>
    public static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text '{Excerpt(value.GetText()!)}'",
        JsonValueKind.Number => $"the number {Excerpt(value.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => $"{value.GetRawText()}",
        _ => "null",
    };

    /// <summary>Paths of numbers and booleans in a run, which may be its return.</summary>
    public static IReadOnlyList<string> NumbersIn(JsonElement run)
    {
        var members = run.ValueKind == JsonValueKind.Object ? run.EnumerateObject().ToList() : [];
        return [.. members.Where(member => IsNumber(member.Value)).Select(member => member.Name)
            .Concat(members.Where(member => member.Value.ValueKind == JsonValueKind.Object).SelectMany(member => member.Value.EnumerateObject().Where(inner => IsNumber(inner.Value)).Select(inner => $"{member.Name}.{inner.Name}")))
            .Where(path => path.Length <= LongestPath)
            .Take(PathsShown)];
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Excerpt(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string? FirstNumber(JsonElement value) => value.EnumerateObject()
        .Where(member => member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        .Select(member => member.Name)
        .FirstOrDefault();
}
