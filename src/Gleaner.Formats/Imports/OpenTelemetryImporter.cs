using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Traces of agents by OpenTelemetry's conventions for generative AI. The calls of a model of one conversation (or one trace, where no
/// conversation is named) are put together to runs: each call's input holds what came before, and what tools answered is taken from the
/// next input or from the tool's own span (<c>execute_tool</c>).
/// </summary>
public sealed class OpenTelemetryImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "otel";

    /// <inheritdoc/>
    public string Description => "Traces of agents by OpenTelemetry's GenAI conventions, as OTLP's JSON: spans and their messages.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings)
    {
        return RunImporters.WithinLimit(Entries(), settings);

        IEnumerable<ImportEntry> Entries()
        {
            var traces = new OtlpFile();
            foreach (var path in paths)
            {
                foreach (var (value, refusal) in RecordedFile.Runs(path, 0))
                {
                    if ((refusal ?? Add(traces, value)) is { } refused)
                    {
                        yield return refused;
                    }
                }
            }

            var reader = new ConversationReader(settings, "messages");
            var index = 0;
            if (traces.Spans.FirstOrDefault() is { } any && !traces.Spans.Any(IsOfAnAgent))
            {
                yield return ImportEntry.Refuse(any.Place, "no span is a call of a model", "spans of calls have attributes gen_ai.… (OpenTelemetry) or llm.… (OpenInference)");
            }

            foreach (var run in Runs(traces))
            {
                var recorded = new ImportedRun(run.Place.File, run.Place.Place, index++, run.Attributes());
                yield return RecordedFile.Convert(recorded, one => Make(reader, settings, one, run));
            }
        }
    }

    private static ImportEntry? Add(OtlpFile traces, ImportedRun value)
    {
        try
        {
            traces.Add(value);
            return null;
        }
        catch (RunRefusedException refusal)
        {
            return ImportEntry.Refuse(value.Place, refusal);
        }
    }

    private static ImportEntry Make(ConversationReader reader, ImportSettings settings, ImportedRun recorded, TracedRun run)
    {
        if (run.Messages.Count == 0)
        {
            throw new RunRefusedException("its messages were not recorded", $"trace {run.Place.Trace}: tell the agent's instrumentation to capture content (OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT)");
        }

        var value = settings.ReturnOf(recorded)
            ?? (settings.ReturnField is null && recorded.At("gen_ai.evaluation.score.value") is { } score ? RunMembers.Number(score, "gen_ai.evaluation.score.value") : null);
        return reader.Read(recorded, run.Policy, value, run.WithToolAnswers());
    }

    private static IEnumerable<TracedRun> Runs(OtlpFile traces)
    {
        var spans = traces.Spans.ToList();
        var byId = spans.ToDictionary(span => (span.Trace, span.Id));
        var agents = spans.ToLookup(span => span.Trace, span => span.Text("gen_ai.agent.name"));
        foreach (var group in spans.Where(IsOfAnAgent).GroupBy(span => (Conversation(span, byId), Agent(span, byId) ?? OnlyOne(agents[span.Trace]))))
        {
            var members = group.ToList();
            var calls = members.Select(OtlpCall.Of).OfType<OtlpCall>().ToList();
            var tools = spans.Where(span => IsTool(span) && members.Exists(member => member.Trace == span.Trace)).ToList();
            var roots = spans.Where(span => members.Exists(member => member.Trace == span.Trace)).OrderByDescending(span => span.Parent is null).ToList();
            if (calls.Count == 0)
            {
                if (members.Exists(span => span.Text("gen_ai.operation.name") is "chat" or "generate_content" or "text_completion"))
                {
                    yield return new TracedRun(members[0], [], tools, roots, PolicyOf(members));
                }

                continue;
            }

            foreach (var messages in OtlpConversations.Of(calls))
            {
                yield return new TracedRun(calls[0].Span, messages, tools, roots, PolicyOf(members));
            }
        }
    }

    private static bool IsOfAnAgent(OtlpSpan span) =>
        !IsTool(span) && (span.Attributes.Any(attribute => attribute.Key.StartsWith("gen_ai.", StringComparison.Ordinal) || attribute.Key.StartsWith("llm.", StringComparison.Ordinal)) || span.Events.Exists(one => one.Name.StartsWith("gen_ai.", StringComparison.Ordinal)));

    private static bool IsTool(OtlpSpan span) => span.Text("gen_ai.operation.name") == "execute_tool" || span.Name.StartsWith("execute_tool ", StringComparison.Ordinal);

    private static string Conversation(OtlpSpan span, Dictionary<(string, string), OtlpSpan> spans) => Inherited(span, spans, "gen_ai.conversation.id") ?? span.Trace;

    private static string? Agent(OtlpSpan span, Dictionary<(string, string), OtlpSpan> spans) => Inherited(span, spans, "gen_ai.agent.name");

    private static string? OnlyOne(IEnumerable<string?> agents) => agents.OfType<string>().Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;

    private static string? Inherited(OtlpSpan span, Dictionary<(string, string), OtlpSpan> spans, string attribute)
    {
        var at = span;
        for (var steps = 0; at is not null && steps < 100; steps++)
        {
            if (at.Text(attribute) is { Length: > 0 } value)
            {
                return value;
            }

            at = at.Parent is { } parent ? spans.GetValueOrDefault((at.Trace, parent)) : null;
        }

        return null;
    }

    private static string? PolicyOf(List<OtlpSpan> spans) =>
        spans.Select(span => span.Text("gen_ai.agent.name")).FirstOrDefault(name => name is not null)
        ?? spans.Select(span => span.Text("gen_ai.response.model") ?? span.Text("gen_ai.request.model") ?? span.Text("llm.model_name")).FirstOrDefault(name => name is not null);

    /// <summary>A run that was put together.</summary>
    private sealed record TracedRun(OtlpSpan Place, IReadOnlyList<OtlpMessage> Messages, List<OtlpSpan> Tools, List<OtlpSpan> Spans, string? Policy)
    {
        /// <summary>The attributes of its spans, the first of a name counts; for returns and names of tasks.</summary>
        public JsonElement Attributes()
        {
            var all = new JsonObject { ["trace_id"] = Place.Trace };
            foreach (var (name, value) in Spans.SelectMany(span => span.Attributes.Concat(span.Events.Where(one => one.Name.Contains("evaluation", StringComparison.Ordinal)).SelectMany(one => one.Content))))
            {
                if (!all.ContainsKey(name))
                {
                    all[name] = value?.DeepClone();
                }
            }

            return JsonSerializer.SerializeToElement(all);
        }

        /// <summary>The messages; an answer that no message holds is that of the tool's span.</summary>
        public List<RecordedMessage> WithToolAnswers()
        {
            var messages = RecordedMessage.ReadAll(Messages.Select(message => message.Json));
            var left = Tools.ToList();
            for (var at = 0; at < messages.Count; at++)
            {
                if (messages[at].Said is not { Calls.Count: > 0 } said)
                {
                    continue;
                }

                var answers = messages.Skip(at + 1).TakeWhile(next => next.Role != RecordedRole.Agent).ToList();
                foreach (var call in said.Calls)
                {
                    var span = left.Find(tool => call.Id is not null && tool.Text("gen_ai.tool.call.id") == call.Id)
                        ?? left.Find(tool => tool.Text("gen_ai.tool.call.id") is null && tool.Text("gen_ai.tool.name") == call.Name);
                    _ = span is not null && left.Remove(span);
                    if (answers.Count < said.Calls.Count && !answers.Exists(answer => answer.CallId == call.Id && call.Id is not null) && ResultOf(span) is { } result)
                    {
                        var answer = new RecordedMessage(RecordedRole.Seen, messages[at].Number, result, CallId: call.Id);
                        answers.Add(answer);
                        messages.Insert(at + answers.Count, answer);
                    }
                }
            }

            return messages;
        }

        private static string? ResultOf(OtlpSpan? span) => span?.Attributes["gen_ai.tool.call.result"] is not { } result ? null
            : OtlpFile.Parsed(result) is JsonObject or JsonArray ? MessageContent.TextOf(JsonSerializer.SerializeToElement(result))
            : result.ToString();
    }
}
