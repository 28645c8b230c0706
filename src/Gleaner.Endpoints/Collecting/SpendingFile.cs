using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.Endpoints.Calls;
using Gleaner.IO.Json;
using Gleaner.Runs;

namespace Gleaner.Endpoints.Collecting;

/// <summary>What an endpoint's calls took, beside the journal of calls that it is drawn from.</summary>
/// <param name="Model">The model's name at the endpoint.</param>
/// <param name="Total">All calls.</param>
/// <param name="Tasks">The calls of each task, by its id.</param>
internal sealed record SpendingFile(string Model, CallCounts Total, ImmutableSortedDictionary<string, CallCounts> Tasks)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NewLine = "\n",
    };

    public static SpendingFile Of(string model, CallLedger ledger) =>
        new(model, ledger.Total, ledger.ByTask().ToImmutableSortedDictionary(task => task.Key.Value, task => task.Value));

    public void Write(IRunFiles files, string path) =>
        files.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Json) + "\n")));

    /// <summary>Reads the file; null if there is none.</summary>
    /// <exception cref="GleanerException">It cannot be understood.</exception>
    public static SpendingFile? Read(IRunFiles files, string path)
    {
        if (!files.Exists(path))
        {
            return null;
        }

        using var stream = files.OpenRead(path);
        try
        {
            var read = JsonSerializer.Deserialize<SpendingFile>(stream, Json) ?? throw new JsonException("it is null");
            return read.IsSound ? read : throw new JsonException("a task has no name, or a count is negative");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{path}: this is no account of calls: {JsonProblems.Describe(exception)}. Delete it: 'gleaner collect' makes it again from calls.jsonl.", exception);
        }
    }

    private bool IsSound => Total.IsSound && Tasks.All(task => task.Value is { IsSound: true } && task.Key.Length > 0 && !task.Key.Any(char.IsWhiteSpace));

    /// <summary>The account in a sentence or two.</summary>
    public string Describe() => Describe(Total);

    /// <summary>The account in a sentence or two.</summary>
    public static string Describe(CallCounts counts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{counts.Calls:N0} calls, {counts.Tokens.Input:N0} tokens of prompts");
        text.Append(counts.Tokens.CachedInput > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({counts.Tokens.CachedInput:N0} cached)") : "");
        text.Append(CultureInfo.InvariantCulture, $" and {counts.Tokens.Output:N0} of replies");
        text.Append(counts.Cost > 0 ? string.Create(CultureInfo.InvariantCulture, $", cost {counts.Cost:0.00##}") : "");
        text.Append(CultureInfo.InvariantCulture, $"; {counts.Malformed:N0} malformed replies, {counts.Tolerated:N0} tolerated");
        text.Append(counts.Truncated > 0 ? string.Create(CultureInfo.InvariantCulture, $", {counts.Truncated:N0} cut short by the limit of tokens") : "");
        text.Append(counts.WentOn > 0 ? string.Create(CultureInfo.InvariantCulture, $", {counts.WentOn:N0} cut off after their first action") : "");
        text.Append(counts.TokensIncomplete > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {counts.TokensIncomplete:N0} replies with tokens missing") : "");
        text.Append(counts.WithoutUsage > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {counts.WithoutUsage:N0} calls without a count of tokens") : "");
        text.Append(counts.WithTokens == 0 ? "; replies as text only, not as the tokens that were sampled"
            : counts.WithTokens == counts.Calls ? "; all replies with their tokens as sampled"
            : string.Create(CultureInfo.InvariantCulture, $"; {counts.WithTokens:N0} replies with their tokens as sampled, the others as text only"));
        return text.Append('.').Append(counts.Hint is { } hint ? $" {hint}" : "").ToString();
    }
}
