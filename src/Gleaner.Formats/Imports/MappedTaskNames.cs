using System.Globalization;
using System.Text;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Names tasks by a file of two columns: <c>task</c>, and what tells the run: <c>opening</c> (what the agent was told), <c>index</c>
/// (the run's number, from 0) or the path of a member of the run (<c>id</c>, <c>metadata.task</c>). CSV with a line of headings, or
/// JSON Lines of objects with these two members.
/// </summary>
public sealed class MappedTaskNames : TaskNames
{
    private const string TaskColumn = "task";

    private readonly string _file;
    private readonly string _key;
    private readonly Dictionary<string, TaskId> _tasks = new(StringComparer.Ordinal);

    private MappedTaskNames(string file, IReadOnlyList<(int Line, Dictionary<string, string> Row)> rows)
        : base("imported")
    {
        _file = file;
        string[] columns = [.. rows.SelectMany(row => row.Row.Keys).Distinct(StringComparer.Ordinal)];
        if (rows.Count == 0 || columns.Length != 2 || !columns.Contains(TaskColumn))
        {
            throw new GleanerException($"{file}: it must have two columns, 'task' and what tells the run ('opening', 'index' or a member's path); it has {(columns.Length == 0 ? "none" : string.Join(", ", columns))}.");
        }

        _key = columns.First(column => column != TaskColumn);
        foreach (var (line, row) in rows)
        {
            if (!row.TryGetValue(TaskColumn, out var task) || !row.TryGetValue(_key, out var key) || string.IsNullOrWhiteSpace(task) || task.Any(char.IsWhiteSpace))
            {
                throw new GleanerException($"{file}:{line}: '{TaskColumn}' and '{_key}' must be there, and a task's id has no blanks.");
            }

            if (!_tasks.TryAdd(key.Trim(), new TaskId(task)) && _tasks[key.Trim()].Value != task)
            {
                throw new GleanerException($"{file}:{line}: '{_key}' is there before with another task.");
            }
        }
    }

    /// <summary>Reads a mapping.</summary>
    /// <param name="file">The file: <c>.csv</c>, or JSON Lines.</param>
    /// <exception cref="GleanerException">It can't be read; the message names the line.</exception>
    public static MappedTaskNames Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new MappedTaskNames(file, file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsv(file) : ReadJson(file));
    }

    /// <inheritdoc/>
    public override (TaskId Task, bool IsKnown) Of(ImportedRun run, string opening)
    {
        ArgumentNullException.ThrowIfNull(run);
        var key = _key switch
        {
            "opening" => opening.Trim(),
            "index" => run.Index.ToString(CultureInfo.InvariantCulture),
            _ => TemplateTaskNames.TextAt(run, _key).Trim(),
        };
        return _tasks.TryGetValue(key, out var task)
            ? (task, true)
            : throw new RunRefusedException("the mapping has no task for it", $"{Path.GetFileName(_file)} has no {_key} '{(key.Length <= 60 ? key : key[..60] + "…")}'");
    }

    private static List<(int Line, Dictionary<string, string> Row)> ReadJson(string file)
    {
        var rows = new List<(int, Dictionary<string, string>)>();
        foreach (var (run, refusal) in RecordedFile.Runs(file, 0))
        {
            if (refusal?.Refusal is { } problem || run.Json.ValueKind != JsonValueKind.Object)
            {
                throw new GleanerException($"{run.Place}: every line must be a JSON object with 'task' and what tells the run.");
            }

            rows.Add((run.Index + 1, run.Json.EnumerateObject().ToDictionary(member => member.Name, member => MemberText(member.Value), StringComparer.Ordinal)));
        }

        return rows;
    }

    private static string MemberText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetText()! : value.GetRawText();

    private static List<(int Line, Dictionary<string, string> Row)> ReadCsv(string file)
    {
        var lines = Csv(RecordedText.Whole(file)).ToList();
        if (lines.Count == 0)
        {
            return [];
        }

        var heads = lines[0].Fields;
        return
        [
            .. lines.Skip(1).Select(line => line.Fields.Count == heads.Count
                ? (line.Line, heads.Zip(line.Fields).ToDictionary(pair => pair.First.Trim(), pair => pair.Second, StringComparer.Ordinal))
                : throw new GleanerException($"{file}:{line.Line}: it has {line.Fields.Count} fields, and the headings are {heads.Count}.")),
        ];
    }

    // RFC 4180: fields apart by commas, perhaps in quotes, quotes within them doubled.
    private static IEnumerable<(int Line, List<string> Fields)> Csv(string text)
    {
        var (fields, field, isQuoted, line, start) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (isQuoted && i < text.Length)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    isQuoted = false;
                }
                else
                {
                    field.Append(c);
                    line += c == '\n' ? 1 : 0;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (fields.Count > 1 || fields[0].Length > 0)
                {
                    yield return (start, fields);
                }

                (fields, line) = ([], line + 1);
                start = line;
            }
            else
            {
                field.Append(c);
            }
        }
    }
}
