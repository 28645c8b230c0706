using Gleaner.Experiments.Configuration;
using Gleaner.Students.Pretrained;

namespace Gleaner.Students.Kinds;

/// <summary>The keys that say how a chat model's template is used.</summary>
public static class ChatTemplateKeys
{
    private static readonly ValueKind<bool?> Thinking = ValueKind.OneOf(new Dictionary<string, bool?> { ["template"] = null, ["on"] = true, ["off"] = false });

    /// <summary>Reads them.</summary>
    public static ChatTemplateUse Read(SectionReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ChatTemplateUse
        {
            FoldSystemIntoUser = reader.Value("fold_system", ValueKind.Flag, "false", "Put the rules before the first page, for templates that refuse a system message."),
            Thinking = ReadThinking(reader, "What the template is told as `enable_thinking`: `off` has Qwen3 act without thoughts; `template` leaves it to the template."),
            KeepTurns = reader.ResolvedWhereGiven("keep_turns", ValueKind.Flag, "false", "Keep earlier turns as they were written where the template would write them differently, as Qwen3's does; such a template is refused otherwise."),
        };
    }

    /// <summary>Reads the key <c>thinking</c> alone.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="help">What the documentation says of it.</param>
    /// <returns>What the template is told as <c>enable_thinking</c>; null: nothing.</returns>
    public static bool? ReadThinking(SectionReader reader, string help)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.ResolvedWhereGiven("thinking", Thinking, "template", help);
    }

    /// <summary>Reads them into a model's options.</summary>
    public static PretrainedStudentOptions Read(SectionReader reader, PretrainedStudentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var use = Read(reader);
        return options with { FoldSystemIntoUser = use.FoldSystemIntoUser, Thinking = use.Thinking, KeepTurns = use.KeepTurns };
    }
}
