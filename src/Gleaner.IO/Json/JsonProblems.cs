using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gleaner.IO.Json;

/// <summary>What is wrong with JSON, for whoever wrote it: the serializer's own words name types of this program.</summary>
public static partial class JsonProblems
{
    /// <summary>The problem, and the member if it is known; without a line, and without a full stop.</summary>
    public static string Describe(JsonException exception)
    {
        var said = Reworded(exception.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.'));
        return exception.Path is { Length: > 1 } member && !said.Contains($"'{member[2..]}'", StringComparison.Ordinal) ? $"{said} (at {member})" : said;
    }

    private static string Reworded(string message) =>
        UnknownMember().Match(message) is { Success: true } unknown ? $"unknown member '{unknown.Groups["name"].Value}'"
        : TwiceMember().Match(message) is { Success: true } twice ? $"member '{twice.Groups["name"].Value}' is given twice"
        : MissingMembers().Match(message) is { Success: true } missing ? $"missing members: {missing.Groups["name"].Value}"
        : NullMember().IsMatch(message) ? "a member is null that may not be"
        : OtherType().IsMatch(message) ? "a value is of another type than expected"
        : message;

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped to any \.NET member contained in type '.*'$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"^Duplicate property '(?<name>.*)' encountered during deserialization of type '.*'$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex TwiceMember();

    [GeneratedRegex(@"^JSON deserialization for type '.*' was missing required properties including: (?<name>.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"^The (?:property or field|constructor parameter) '.*' on type '.*' doesn't allow ", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex NullMember();

    [GeneratedRegex(@"^The JSON value could not be converted to ", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex OtherType();
}
