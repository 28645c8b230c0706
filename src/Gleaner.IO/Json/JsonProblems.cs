using System.Text.Json;
using System.Text.RegularExpressions;
using Gleaner.IO.Texts;

namespace Gleaner.IO.Json;

/// <summary>What is wrong with JSON, for whoever wrote it: the serializer's own words name types of this program.</summary>
public static partial class JsonProblems
{
    /// <summary>Characters that are shown of what the JSON holds.</summary>
    private const int LongestQuote = 60;

    private const int LongestPath = 120;

    /// <summary>The problem, and the member if it is known; without a line, and without a full stop.</summary>
    public static string Describe(JsonException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var said = Reworded(exception.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.'));
        var place = exception.Path is { Length: > 1 } member && !said.Contains($"'{member[2..]}'", StringComparison.Ordinal) ? $" (at {Excerpt.OneLine(member, LongestPath)})" : "";
        return Quoted().Replace(said, quote => $"'{Excerpt.OneLine(quote.Groups["text"].Value, LongestQuote)}'") + place;
    }

    private static string Reworded(string message) =>
        UnknownMember().Match(message) is { Success: true } unknown ? $"unknown member '{unknown.Groups["name"].Value}'"
        : TwiceMember().Match(message) is { Success: true } twice ? $"member '{twice.Groups["name"].Value}' is given twice"
        : MissingMembers().Match(message) is { Success: true } missing ? $"missing members: {missing.Groups["name"].Value}"
        : NullMember().IsMatch(message) ? "a member is null that may not be"
        : OtherType().IsMatch(message) ? "a value is of another type than expected"
        : Nothing().IsMatch(message) ? "it is empty"
        : CutShort().IsMatch(message) ? "it is cut short"
        : SomeTwice().IsMatch(message) ? "a member is given twice"
        : message;

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped to any \.NET member contained in type '.*'$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"^Duplicate property '(?<name>.*)' encountered during deserialization(?: of type '.*')?$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex TwiceMember();

    [GeneratedRegex(@"^JSON deserialization for type '.*' was missing required properties including: (?<name>.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"^The (?:property or field|constructor parameter) '.*' on type '.*' doesn't allow ", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex NullMember();

    [GeneratedRegex(@"^The JSON value could not be converted to ", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex OtherType();

    [GeneratedRegex("^The input does not contain any JSON tokens", RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex("^Expected depth to be zero at the end|reached end of data$|^Unexpected end of data", RegexOptions.CultureInvariant)]
    private static partial Regex CutShort();

    [GeneratedRegex("^Duplicate properties not allowed", RegexOptions.CultureInvariant)]
    private static partial Regex SomeTwice();

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
