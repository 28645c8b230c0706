using Gleaner.Trajectories;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>A way to go on with a word of a query.</summary>
/// <param name="Value">The whole word.</param>
/// <param name="Hint">What it means.</param>
internal sealed record Completion(string Value, string Hint);

/// <summary>Completes the word that is being typed: fields first, then the values that the run has.</summary>
internal static class QueryCompletion
{
    private const int Most = 12;

    /// <summary>The ways to go on with a word.</summary>
    /// <param name="word">The word so far.</param>
    /// <param name="index">The run's index.</param>
    public static IReadOnlyList<Completion> Of(string word, IndexDatabase index)
    {
        var not = word.StartsWith('-') ? "-" : "";
        var body = word[not.Length..];
        var colon = body.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return [.. QueryField.All
                .Where(field => field.Name.StartsWith(body, StringComparison.OrdinalIgnoreCase))
                .Select(field => new Completion($"{not}{field.Name}{(field.Kind == FieldKind.Number && field.Name is not ("seed" or "iteration" or "start") ? ">" : ":")}", field.Meaning))];
        }

        if (QueryField.Find(body[..colon]) is not { } known)
        {
            return [];
        }

        var typed = body[(colon + 1)..].TrimStart('"');
        return [.. Values(known, index)
            .Where(value => value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && value.Length > 0)
            .Take(Most)
            .Select(value => new Completion($"{not}{known.Name}:{Quoted(value)} ", ""))];
    }

    private static IEnumerable<string> Values(QueryField field, IndexDatabase index) => field.Name switch
    {
        "stop" => Enum.GetNames<StopReason>().Select(Camel),
        "kind" => Enum.GetNames<RolloutKind>().Select(Camel),
        "won" => ["yes", "no"],
        "method" => index.Tracks().Select(track => track.Method).Distinct(StringComparer.Ordinal),
        "seed" => index.Tracks().Select(track => track.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal),
        "split" => index.Splits(),
        "iteration" => index.Iterations().Select(iteration => iteration.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        "expert" or "trunk" => index.Experts(),
        _ => [],
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Quoted(string value) => value.Any(char.IsWhiteSpace) ? $"\"{value}\"" : value;
}
