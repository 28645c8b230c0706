using System.Globalization;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>
/// A query about rollouts, as SQL: all of its words must hold.
/// <code>
/// action:"buy now" won:no steps&gt;5 -stop:done method:EEF iteration:2
/// </code>
/// Everything that was typed becomes a parameter or a number; no text of a query is part of the SQL.
/// </summary>
internal sealed class RolloutQuery
{
    private const string InTrack = "EXISTS(SELECT 1 FROM tracks t WHERE t.n = r.track AND {0})";

    private readonly List<object?> _parameters = [];
    private readonly List<string> _conditions = [];
    private readonly List<string> _problems = [];

    private RolloutQuery(string text) => Text = text;

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    /// <summary>What is wrong with it, a sentence each; the words at fault are left out.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A condition about <c>r</c>.</summary>
    public string Condition => _conditions.Count == 0 ? "1" : string.Join(" AND ", _conditions);

    public IReadOnlyList<object?> Parameters => _parameters;

    /// <summary>Reads a query.</summary>
    public static RolloutQuery Parse(string text)
    {
        var query = new RolloutQuery(text);
        foreach (var token in QueryToken.Read(text))
        {
            query.Take(token);
        }

        return query;
    }

    private void Take(QueryToken token)
    {
        var condition = token.Field.Length == 0 ? Anywhere(token.Value) : OfField(token);
        if (condition is not null)
        {
            _conditions.Add(token.IsNot ? $"NOT {condition}" : condition);
        }
    }

    private string? OfField(QueryToken token)
    {
        if (QueryField.Find(token.Field) is not { } field)
        {
            return Problem($"There is no field '{token.Field}'; there are {string.Join(", ", QueryField.All.Select(known => known.Name))}.");
        }

        if (token.Value.Length == 0)
        {
            return Problem($"'{token.Text}' says nothing to compare {field.Name} with.");
        }

        if (field.Kind != FieldKind.Number && token.Operator is not (":" or "="))
        {
            return Problem($"'{field.Name}' is compared with ':', not with '{token.Operator}'.");
        }

        return field.Kind switch
        {
            FieldKind.Words => Words(field, token.Value),
            FieldKind.Number => Number(field, token),
            FieldKind.YesNo => YesNo(field, token.Value),
            _ => Names(field, token.Value),
        };
    }

    private string? Anywhere(string words)
    {
        if (Phrase(words) is not { } phrase)
        {
            return null;
        }

        return $"(r.n IN (SELECT rowid FROM texts WHERE texts MATCH {Parameter(phrase)}) OR {Instruction(words)})";
    }

    private string? Words(QueryField field, string words)
    {
        if (field.Sql.Length == 0)
        {
            return Instruction(words);
        }

        return Phrase(words) is { } phrase
            ? $"r.n IN (SELECT rowid FROM texts WHERE texts MATCH {Parameter($"{field.Sql}: {phrase}")})"
            : Problem($"'{words}' has no letter or digit to look for.");
    }

    private string Instruction(string words) => $"r.task IN (SELECT n FROM tasks WHERE text LIKE {Parameter($"%{Escaped(words)}%")} ESCAPE '\\')";

    // A phrase of the inverted index; within quotes nothing is an operator of its own language. The last word may go on.
    private static string? Phrase(string words) => words.Any(char.IsLetterOrDigit)
        ? $"\"{string.Concat(words.Select(c => c == '"' || char.IsControl(c) ? ' ' : c))}\"*"
        : null;

    private string? Number(QueryField field, QueryToken token)
    {
        if (!double.TryParse(token.Value.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Problem($"'{token.Value}' is no number to compare {field.Name} with.");
        }

        var comparison = $"{field.Sql} {(token.Operator == ":" ? "=" : token.Operator)} {Parameter(number)}";
        return field.Sql.Contains("t.", StringComparison.Ordinal) ? string.Format(CultureInfo.InvariantCulture, InTrack, comparison) : $"({comparison})";
    }

    private string? YesNo(QueryField field, string value) => value.ToLowerInvariant() switch
    {
        "yes" or "true" or "1" => $"({field.Sql} = 1)",
        "no" or "false" or "0" => $"({field.Sql} = 0)",
        _ => Problem($"'{field.Name}' is yes or no, not '{value}'."),
    };

    // Several names, with commas between: any of them.
    private string? Names(QueryField field, string value)
    {
        var any = value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => Name(field, name)).ToList();
        return any.Count == 0 || any.Contains(null) ? null : $"({string.Join(" OR ", any)})";
    }

    private string? Name(QueryField field, string name)
    {
        switch (field.Name)
        {
            case "stop":
                return EnumNamed<StopReason>(name) is { } stop ? $"r.stop = {(int)stop}" : Problem($"There is no stop reason '{name}'; there are {string.Join(", ", Enum.GetNames<StopReason>())}.");
            case "kind":
                return EnumNamed<RolloutKind>(name) is { } kind ? $"r.kind = {(int)kind}" : Problem($"There is no kind '{name}'; there are {string.Join(", ", Enum.GetNames<RolloutKind>())}.");
            case "task":
                return $"r.task IN (SELECT n FROM tasks WHERE id LIKE {Parameter("%" + Escaped(name))} ESCAPE '\\')";
            case "method":
                return string.Format(CultureInfo.InvariantCulture, InTrack, $"t.method = {Parameter(name)} COLLATE NOCASE");
            default:
                return $"{field.Sql} = {Parameter(name)} COLLATE NOCASE";
        }
    }

    private static T? EnumNamed<T>(string name)
        where T : struct, Enum => char.IsLetter(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out var value) ? value : null;

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@{_parameters.Count - 1}");
    }

    private string? Problem(string sentence)
    {
        _problems.Add(sentence);
        return null;
    }
}
