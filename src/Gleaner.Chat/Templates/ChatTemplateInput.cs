using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Chat.Texts;
using Gleaner.IO.Json;

namespace Gleaner.Chat.Templates;

/// <summary>What a template is rendered with.</summary>
/// <param name="Messages">The messages, the first first.</param>
/// <param name="AddGenerationPrompt">Whether the text ends where the assistant is to go on.</param>
public sealed record ChatTemplateInput(ImmutableArray<TemplateMessage> Messages, bool AddGenerationPrompt)
{
    /// <summary>The token that begins a sequence; undefined in the template where null.</summary>
    public string? BosToken { get; init; }

    /// <summary>The token that ends a sequence; undefined in the template where null.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables, such as <c>date_string</c>. What they hold is never taken for special tokens.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>Where <c>strftime_now</c> takes the time from. A template that prints it renders otherwise every day.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>A message as a template sees it.</summary>
/// <param name="Role">Its role; taken for text of the program, so it must not come from outside.</param>
/// <param name="Content">Its text.</param>
public sealed record TemplateMessage(string Role, string Content);

/// <summary>Makes a template's values of what it is rendered with, and notes where texts come from.</summary>
internal static class VariableReader
{
    public static Dictionary<string, Value> Read(ChatTemplateInput input)
    {
        var variables = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in input.Variables)
        {
            variables[name] = Read(value, TextOrigin.Data);
        }

        var messages = new Value[input.Messages.Length];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = Dict(
                [
                    new(TextValue.Of("role"), TextValue.Of(input.Messages[i].Role)),
                    new(TextValue.Of("content"), new TextValue(TracedText.Of(input.Messages[i].Content, TextOrigin.Message(i)))),
                ]);
        }

        variables["messages"] = List(messages);
        variables["add_generation_prompt"] = BooleanValue.Of(input.AddGenerationPrompt);
        SetToken("bos_token", input.BosToken);
        SetToken("eos_token", input.EosToken);
        return variables;

        void SetToken(string name, string? token)
        {
            if (token is not null)
            {
                variables[name] = TextValue.Of(token);
            }
        }
    }

    /// <summary>JSON as a template's value.</summary>
    public static Value Read(JsonElement element, TextOrigin origin) => element.ValueKind switch
    {
        JsonValueKind.Object => Dict([.. element.EnumerateObject().Select(property =>
            KeyValuePair.Create<Value, Value>(new TextValue(TracedText.Of(property.GetName(), origin)), Read(property.Value, origin)))]),
        JsonValueKind.Array => List([.. element.EnumerateArray().Select(item => Read(item, origin))]),
        JsonValueKind.String => new TextValue(TracedText.Of(element.GetText()!, origin)),
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? new IntegerValue(integer) : new FloatValue(element.GetDouble()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NoneValue.Instance,
    };

    private static ListValue List(IReadOnlyList<Value> items) =>
        new(items, ListKind.List, 1 + items.Sum(item => item.Weight), 1 + items.Select(item => item.Depth).DefaultIfEmpty().Max());

    private static DictValue Dict(IReadOnlyList<KeyValuePair<Value, Value>> entries) => new(
        entries,
        1 + entries.Sum(entry => entry.Key.Weight + entry.Value.Weight),
        1 + entries.Select(entry => entry.Value.Depth).DefaultIfEmpty().Max());
}
