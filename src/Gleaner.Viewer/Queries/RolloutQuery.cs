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
    private readonly List<QueryClause> _clauses = [];
    private readonly List<string> _problems = [];

    private RolloutQuery(string text) => Text = text;

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    /// <summary>What is wrong with it, a sentence each; the words at fault are left out.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A condition about <c>r</c>.</summary>
    public string Condition => QueryClause.All(_clauses);

    /// <summary>The condition by its words.</summary>
    public IReadOnlyList<QueryClause> Clauses => _clauses;

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
        var clause = token.Field.Length == 0 ? Anywhere(token.Value) : OfField(token);
        if (clause is not null)
        {
            _clauses.Add(token.IsNot ? clause with { Sql = $"NOT {clause.Sql}", IsNot = true } : clause);
        }
    }

    private QueryClause? OfField(QueryToken token)
    {
        if (QueryField.Find(token.Field) is not { } field)
        {
            return Wrong($"There is no field '{token.Field}'; there are {string.Join(", ", QueryField.All.Select(known => known.Name))}.");
        }

        if (token.Value.Length == 0)
        {
            return Wrong($"'{token.Text}' says nothing to compare {field.Name} with.");
        }

        if (field.Kind != FieldKind.Number && token.Operator is not (":" or "="))
        {
            return Wrong($"'{field.Name}' is compared with ':', not with '{token.Operator}'.");
        }

        if (field.Kind == FieldKind.Words)
        {
            return Words(field, token.Value);
        }

        var sql = field.Kind switch
        {
            FieldKind.Number => Number(field, token),
            FieldKind.YesNo => YesNo(field, token.Value),
            _ => Names(field, token.Value),
        };
        return sql is null ? null : new QueryClause(sql) { IsOfStage = field.IsOfStage, Index = field.Index };
    }

    private QueryClause? Anywhere(string words)
    {
        if (Phrase(words) is not { } phrase)
        {
            return null;
        }

        var tasks = TasksOf(words);
        return new QueryClause($"(r.n IN (SELECT rowid FROM texts WHERE texts MATCH {Parameter(phrase)}) OR r.task IN ({tasks}))") { Text = new TextClause("", words, tasks) };
    }

    private QueryClause? Words(QueryField field, string words)
    {
        if (field.Sql.Length == 0)
        {
            return new QueryClause($"r.task IN ({TasksOf(words)})") { Index = field.Index };
        }

        return Phrase(words) is { } phrase
            ? new QueryClause($"r.n IN (SELECT rowid FROM texts WHERE texts MATCH {Parameter($"{field.Sql}: {phrase}")})") { Text = new TextClause(field.Sql, words, null) }
            : Wrong($"'{words}' has no letter or digit to look for.");
    }

    private string TasksOf(string words) => $"SELECT n FROM tasks WHERE text LIKE {Parameter($"%{Escaped(words)}%")} ESCAPE '\\'";

    // A phrase of the inverted index; within quotes nothing is an operator of its own language. The last word may go on.
    private static string? Phrase(string words) => words.Any(char.IsLetterOrDigit) ? $"{TextClause.Quoted(words)}*" : null;

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

    private QueryClause? Wrong(string sentence)
    {
        _problems.Add(sentence);
        return null;
    }
}
