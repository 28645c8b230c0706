using System.Text.Json;
using Gleaner.Chat.Replies;
using Gleaner.IO.Json;

namespace Gleaner.Formats.Imports;

/// <summary>Runs whose messages are not in one list: OpenAI's Responses (<c>input</c>, <c>output</c>) and LangChain's agents (<c>intermediate_steps</c>). Anything else is refused with what it seems to be.</summary>
internal static class OtherRuns
{
    private const int MembersNamed = 8;

    /// <summary>The messages of such a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="member">The member that was looked for.</param>
    /// <exception cref="RunRefusedException">It is something else.</exception>
    public static List<RecordedMessage> MessagesOf(JsonElement run, string member)
    {
        if (run.Find("intermediate_steps") is { ValueKind: JsonValueKind.Array } steps && run.Find("input") is { } asked)
        {
            return OfSteps(asked, steps);
        }

        if (run.Find("output") is { ValueKind: JsonValueKind.Array } output && run.Find("input") is { } input && output.EnumerateArray().All(RecordedFile.IsMessage))
        {
            return run.Find("previous_response_id") is { ValueKind: JsonValueKind.String } before
                ? throw new RunRefusedException("it is a part of a run", $"it continues '{before.GetText()}' (previous_response_id): put the items of a run together")
                : input.ValueKind == JsonValueKind.String ? [new RecordedMessage(RecordedRole.Seen, 0, input.GetText()), .. RecordedMessage.ReadAll(output.EnumerateArray())]
                : RecordedMessage.ReadAll([.. run.List("input"), .. output.EnumerateArray()]);
        }

        throw new RunRefusedException("a member is missing", Missing(run, member));
    }

    private static string Missing(JsonElement run, string member) =>
        run.ValueKind != JsonValueKind.Object ? $"'{member}'"
        : run.TryGetProperty("turns", out _) && run.TryGetProperty("version", out _) ? $"'{member}'; it seems to be Gleaner's own format, which needs no import"
        : RecordedFile.IsMessage(run) ? $"'{member}'; it is one message: put those of a run together in a list"
        : run.TryGetProperty("request", out _) && run.TryGetProperty("response", out _) ? $"'{member}'; it is one call of a model, not a run: write the messages of a run's last call, its answer included"
        : run.EnumerateObject().Take(MembersNamed).Select(one => one.Name).ToList() is { Count: > 0 } names ? $"'{member}'; it has {string.Join(", ", names.Select(name => $"'{(name.Length <= 40 ? name : name[..40] + "…")}'"))}"
        : $"'{member}'";

    // [[{"tool":…,"tool_input":…,"log":…}, answer], …]
    private static List<RecordedMessage> OfSteps(JsonElement asked, JsonElement steps)
    {
        var messages = new List<RecordedMessage> { new(RecordedRole.Seen, 0, MessageContent.TextOf(asked)) };
        foreach (var step in steps.EnumerateArray())
        {
            var number = messages.Count / 2 + 1;
            if (step.ValueKind != JsonValueKind.Array || step.GetArrayLength() != 2 || Inner(step[0]).Find("tool") is not { ValueKind: JsonValueKind.String } tool)
            {
                throw new RunRefusedException("a step is not one", $"step {number}: it is not a pair of an action with a tool, and an answer");
            }

            var call = Inner(step[0]);
            var read = MessageCall.Of(call);
            var action = call.Find("tool_input") is { ValueKind: JsonValueKind.String } text ? ReplyText.ActionOf(tool.GetText()!, text.GetText()) : read.Action;
            messages.Add(new RecordedMessage(RecordedRole.Agent, number, null, new AssistantMessage("")
            {
                Reasoning = call.Find("log") is { ValueKind: JsonValueKind.String } log ? ReplyText.ThoughtOf(log.GetText()!) : null,
                Calls = [new MessageCall(null, tool.GetText()!, action) { Arguments = read.Arguments }],
            }));
            messages.Add(new RecordedMessage(RecordedRole.Seen, number, MessageContent.TextOf(step[1])));
        }

        return messages;
    }

    private static JsonElement Inner(JsonElement action) => action.Find("kwargs") is { ValueKind: JsonValueKind.Object } kwargs ? kwargs : action;
}
