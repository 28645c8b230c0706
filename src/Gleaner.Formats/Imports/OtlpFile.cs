using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>A span of a trace, or what log records say of it.</summary>
internal sealed class OtlpSpan(string place, string file, string trace, string id)
{
    public string Place => place;

    public string File => file;

    public string Trace => trace;

    public string Id => id;

    public string? Parent { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Nanoseconds since 1970; <see cref="decimal.MaxValue"/> where only log records are known.</summary>
    public decimal Start { get; set; } = decimal.MaxValue;

    public JsonObject Attributes { get; } = [];

    /// <summary>Its events in order: name, and attributes with those of the body.</summary>
    public List<(string Name, JsonObject Content)> Events { get; } = [];

    /// <summary>An attribute's text; null if it has none.</summary>
    public string? Text(string name) => Attributes[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

/// <summary>
/// Reads OTLP's JSON (<c>resourceSpans</c>, <c>resourceLogs</c>), a value a line or any number in a file, and spans one by one as the console
/// exporters print them.
/// </summary>
internal sealed class OtlpFile
{
    private readonly Dictionary<(string Trace, string Id), OtlpSpan> _spans = [];

    /// <summary>All spans in the order of their beginning.</summary>
    public IEnumerable<OtlpSpan> Spans => _spans.Values.OrderBy(span => span.Start);

    /// <summary>Takes a value of a file.</summary>
    /// <exception cref="RunRefusedException">It holds no spans.</exception>
    public void Add(ImportedRun value)
    {
        var root = value.Json;
        var isAny = false;
        foreach (var resource in List(root, "resourceSpans", "resource_spans"))
        {
            isAny = true;
            foreach (var scope in List(resource, "scopeSpans", "scope_spans", "instrumentationLibrarySpans"))
            {
                foreach (var span in List(scope, "spans"))
                {
                    AddSpan(value, span);
                }
            }
        }

        foreach (var resource in List(root, "resourceLogs", "resource_logs"))
        {
            isAny = true;
            foreach (var scope in List(resource, "scopeLogs", "scope_logs"))
            {
                foreach (var record in List(scope, "logRecords", "log_records"))
                {
                    AddRecord(value, record);
                }
            }
        }

        if (!isAny && First(root, "resourceMetrics", "resource_metrics") is null)
        {
            AddSpan(value, root);
        }
    }

    /// <summary>A value of OTLP (<c>stringValue</c>, <c>kvlistValue</c>, …) as JSON; what is none stays as it is.</summary>
    public static JsonNode? Value(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Take(2).ToList() is not [var only])
        {
            return LenientJson.NodeOf(value);
        }

        return only.Name switch
        {
            "stringValue" or "string_value" or "boolValue" or "bool_value" or "doubleValue" or "double_value" or "bytesValue" => LenientJson.NodeOf(only.Value),
            "intValue" or "int_value" => only.Value.ValueKind == JsonValueKind.String && long.TryParse(only.Value.GetText(), CultureInfo.InvariantCulture, out var number) ? number : LenientJson.NodeOf(only.Value),
            "arrayValue" or "array_value" => new JsonArray([.. List(only.Value, "values").Select(Value)]),
            "kvlistValue" or "kvlist_value" => Members(List(only.Value, "values")),
            _ => LenientJson.NodeOf(value),
        };
    }

    private void AddSpan(ImportedRun run, JsonElement json)
    {
        var context = First(json, "context") ?? json;
        if ((TextOf(context, "traceId", "trace_id") ?? TextOf(json, "traceId", "trace_id")) is not { Length: > 0 } trace || (TextOf(context, "spanId", "span_id") ?? TextOf(json, "spanId", "span_id")) is not { Length: > 0 } id)
        {
            throw new RunRefusedException("it is not a span", "it has no traceId and spanId, and is not OTLP of spans or logs");
        }

        var span = Get(run, trace, id);
        span.Parent = TextOf(json, "parentSpanId", "parent_span_id", "parent_id") is { Length: > 0 } parent ? parent : null;
        span.Name = TextOf(json, "name") ?? "";
        span.Start = Time(First(json, "startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime")) ?? 0;
        Copy(Attributes(json), span.Attributes);
        foreach (var happened in List(json, "events"))
        {
            span.Events.Add((TextOf(happened, "name") ?? "", Unpacked(Attributes(happened))));
        }
    }

    private void AddRecord(ImportedRun run, JsonElement record)
    {
        var attributes = Attributes(record);
        var name = TextOf(record, "eventName", "event_name") ?? (attributes["event.name"] as JsonValue)?.ToString() ?? "";
        if (TextOf(record, "traceId", "trace_id") is not { Length: > 0 } trace || TextOf(record, "spanId", "span_id") is not { Length: > 0 } id || !name.Contains("gen_ai", StringComparison.Ordinal))
        {
            return;
        }

        if (First(record, "body") is { } body)
        {
            switch (Value(body))
            {
                case JsonObject members:
                    Copy(members, attributes);
                    break;
                case JsonValue text:
                    attributes.TryAdd("content", text.DeepClone());
                    break;
            }
        }

        Get(run, trace, id).Events.Add((name, Unpacked(attributes)));
    }

    private OtlpSpan Get(ImportedRun run, string trace, string id)
    {
        if (!_spans.TryGetValue((trace, id), out var span))
        {
            _spans[(trace, id)] = span = new OtlpSpan(run.Place, run.File, trace, id);
        }

        return span;
    }

    // Some write an event's whole body as one text of JSON.
    private static JsonObject Unpacked(JsonObject attributes)
    {
        foreach (var name in (ReadOnlySpan<string>)["gen_ai.event.content", "event_body", "body"])
        {
            if (Parsed(attributes[name]) is JsonObject inner)
            {
                Copy(inner, attributes);
            }
        }

        return attributes;
    }

    /// <summary>A value, or the JSON that its text holds.</summary>
    public static JsonNode? Parsed(JsonNode? value)
    {
        if (value is not JsonValue one || !one.TryGetValue(out string? text) || text.TrimStart() is not ['[' or '{', ..])
        {
            return value;
        }

        using var document = LenientJson.TryParse(text);
        return document is null ? value : LenientJson.NodeOf(document.RootElement);
    }

    private static void Copy(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value?.DeepClone();
        }
    }

    private static JsonObject Attributes(JsonElement json) => First(json, "attributes") switch
    {
        { ValueKind: JsonValueKind.Array } list => Members(list.EnumerateArray()),
        { ValueKind: JsonValueKind.Object } members => Objects(members),
        _ => [],
    };

    private static JsonObject Objects(JsonElement members)
    {
        var all = new JsonObject();
        foreach (var member in members.EnumerateObject())
        {
            all[member.Name] = Value(member.Value);
        }

        return all;
    }

    private static JsonObject Members(IEnumerable<JsonElement> pairs)
    {
        var members = new JsonObject();
        foreach (var pair in pairs)
        {
            if (TextOf(pair, "key") is { } key && First(pair, "value") is { } value)
            {
                members[key] = Value(value);
            }
        }

        return members;
    }

    private static decimal? Time(JsonElement? time) => time switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) => value,
        { ValueKind: JsonValueKind.String } text when decimal.TryParse(text.GetText(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.GetText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) => (date - DateTimeOffset.UnixEpoch).Ticks * 100m,
        _ => null,
    };

    private static IEnumerable<JsonElement> List(JsonElement element, params string[] names) =>
        First(element, names) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static JsonElement? First(JsonElement element, params string[] names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static string? TextOf(JsonElement element, params string[] names) => First(element, names) is { ValueKind: JsonValueKind.String } text ? text.GetText() : null;
}
