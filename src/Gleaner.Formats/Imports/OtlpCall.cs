using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>
/// A call of a model in a trace: the messages it was given and the one it answered, from whichever place the version of the conventions puts
/// them: attributes <c>gen_ai.input.messages</c> and <c>gen_ai.output.messages</c> (on the span or on its event), an event for each message
/// (<c>gen_ai.user.message</c>, <c>gen_ai.choice</c>; conventions up to 1.36), or numbered attributes (<c>gen_ai.prompt.0.role</c>; OpenInference's
/// <c>llm.input_messages.0.message.role</c>).
/// </summary>
/// <param name="Span">The span.</param>
/// <param name="Input">What the model was given.</param>
/// <param name="Output">What it answered; null if it is not recorded.</param>
internal sealed record OtlpCall(OtlpSpan Span, IReadOnlyList<OtlpMessage> Input, OtlpMessage? Output)
{
    private const string InputMessages = "gen_ai.input.messages";
    private const string OutputMessages = "gen_ai.output.messages";

    /// <summary>The call that a span stands for; null if it is none, or nothing was recorded of it.</summary>
    public static OtlpCall? Of(OtlpSpan span)
    {
        if (span.Text("gen_ai.operation.name") is "execute_tool" or "embeddings" or "invoke_agent" or "create_agent" or "invoke_workflow" or "retrieval")
        {
            return null;
        }

        var contents = span.Events.Select(one => one.Content).Prepend(span.Attributes).ToList();
        var input = contents.SelectMany(content => Messages(content[InputMessages])).ToList();
        var output = contents.SelectMany(content => Messages(content[OutputMessages])).ToList();
        if (input.Count == 0 && output.Count == 0)
        {
            input = [.. span.Events.Select(one => OfEvent(one.Name, one.Content)).OfType<JsonObject>()];
            output = [.. span.Events.Where(one => one.Name == "gen_ai.choice").Select(one => OfChoice(one.Content))];
        }

        if (input.Count == 0 && output.Count == 0)
        {
            input = Numbered(contents, "gen_ai.prompt");
            output = Numbered(contents, "gen_ai.completion");
        }

        if (input.Count == 0 && output.Count == 0)
        {
            input = Numbered(contents, "llm.input_messages");
            output = Numbered(contents, "llm.output_messages");
        }

        if (output is [var answer, ..] && answer["finish_reason"] is null && OtlpFile.Parsed(span.Attributes["gen_ai.response.finish_reasons"]) is JsonArray { Count: 1 } reasons)
        {
            answer["finish_reason"] = reasons[0]?.DeepClone();
        }

        return input.Count == 0 && output.Count == 0 ? null : new OtlpCall(span, [.. input.Select(OtlpMessage.Of)], output.Count == 0 ? null : OtlpMessage.Of(output[0]));
    }

    private static IEnumerable<JsonObject> Messages(JsonNode? value) => OtlpFile.Parsed(value) switch
    {
        JsonArray list => list.Select(OtlpFile.Parsed).OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    private static JsonObject? OfEvent(string name, JsonObject content)
    {
        var role = name switch
        {
            "gen_ai.system.message" => "system",
            "gen_ai.user.message" => "user",
            "gen_ai.assistant.message" => "assistant",
            "gen_ai.tool.message" => "tool",
            _ => null,
        };
        return role is null ? null : Message(content, role);
    }

    private static JsonObject OfChoice(JsonObject content)
    {
        var message = Message(OtlpFile.Parsed(content["message"]) as JsonObject ?? content, "assistant");
        message["finish_reason"] ??= content["finish_reason"]?.DeepClone();
        return message;
    }

    private static JsonObject Message(JsonObject content, string role)
    {
        var message = new JsonObject { ["role"] = role };
        foreach (var name in (ReadOnlySpan<string>)["content", "tool_calls", "finish_reason", "parts", "reasoning_content"])
        {
            if (OtlpFile.Parsed(content[name]) is { } value)
            {
                message[name] = name == "content" && role == "tool" ? content[name]!.DeepClone() : value.DeepClone();
            }
        }

        if (role == "tool" && (content["id"] ?? content["tool_call_id"]) is { } id)
        {
            message["tool_call_id"] = id.DeepClone();
        }

        return message;
    }

    private static List<JsonObject> Numbered(List<JsonObject> contents, string prefix)
    {
        var messages = new SortedDictionary<int, JsonObject>();
        foreach (var (name, value) in contents.SelectMany(content => content).Where(one => one.Key.StartsWith(prefix + '.', StringComparison.Ordinal)))
        {
            // OpenInference names what each number counts.
            var path = name[(prefix.Length + 1)..].Split('.').Where(part => part is not ("message" or "message_content" or "tool_call" or "function")).ToArray();
            if (path.Length < 2 || !int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                continue;
            }

            if (!messages.TryGetValue(number, out var message))
            {
                messages[number] = message = [];
            }

            if (path is [_, "tool_calls" or "contents", var at, var member] && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var item) && item < 1000)
            {
                var list = path[1] == "contents" ? "content" : path[1];
                if (message[list] is not JsonArray items)
                {
                    message[list] = items = [];
                }

                while (items.Count <= item)
                {
                    items.Add(new JsonObject());
                }

                items[item]![member] = value?.DeepClone();
            }
            else if (path.Length == 2)
            {
                message[path[1]] = value?.DeepClone();
            }
        }

        return [.. messages.Values.Select(message =>
        {
            message["role"] ??= prefix is "gen_ai.completion" or "llm.output_messages" ? "assistant" : "user";
            return message;
        })];
    }
}

/// <summary>A message in a trace, and a key by which it is known again in the input of the next call.</summary>
/// <param name="Json">The message.</param>
/// <param name="Role">Who says it.</param>
/// <param name="Key">The same for the same message, ids and thoughts apart.</param>
/// <param name="Ids">Ids of the calls that it makes or answers.</param>
/// <param name="Thought">Its thoughts; null if it has none.</param>
internal sealed record OtlpMessage(JsonElement Json, string Role, string Key, IReadOnlyList<string> Ids, string? Thought)
{
    public bool IsAgent => Role is "assistant" or "model";

    public bool IsSystem => Role is "system" or "developer";

    public static OtlpMessage Of(JsonObject message)
    {
        var json = JsonSerializer.SerializeToElement(message);
        var content = MessageContent.Of(json);
        var role = (message["role"] as JsonValue)?.ToString().ToLowerInvariant() ?? "";
        var parts = content.Answers.Select(answer => answer.Text).Concat(content.Calls.Select(call => call.Action ?? call.Name));
        var kind = role is "assistant" or "model" ? "agent" : content.Answers.Count > 0 ? "tool" : role;
        var ids = content.Calls.Select(call => call.Id).Concat(content.Answers.Select(answer => answer.Id)).Append(json.FindText("tool_call_id"));
        return new OtlpMessage(json, role, $"{kind}\n{content.Text?.Trim()}\n{string.Join('\n', parts)}", [.. ids.OfType<string>()], content.Reasoning);
    }

    /// <summary>The message with thoughts beside it.</summary>
    public OtlpMessage WithThought(string thought)
    {
        var message = (JsonObject)LenientJson.NodeOf(Json)!;
        message["reasoning_content"] = thought;
        return this with { Json = JsonSerializer.SerializeToElement(message), Thought = thought };
    }
}
