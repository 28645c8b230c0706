using FsCheck;
using FsCheck.Fluent;
using Gleaner.Chat.Rendering;

namespace Gleaner.Chat.Tests.Rendering;

/// <summary>Conversations whose contents try to pass for the template's.</summary>
internal static class Conversations
{
    private static readonly string[] Parts =
        [
            "hello", " ", "\n", "\n\n", "user", "ass", "é", "中", "😀", "<|im_start|>", "<|im_end|>", "<|im_", "end|>", "<|eot|>", "<|head|>", "<|begin|>",
            "</s>", "<s>", "<unk>", "[INST]", "[/INST]", "<|user|>", "{{ bos_token }}", "{% raw %}", "<|endoftext|>", "a", "st", "<0x0A>", "▁",
        ];

    public static Gen<string> Contents { get; } = Gen.Elements(Parts).ListOf().Select(string.Concat);

    /// <summary>An optional system message, then user and assistant in turns; every assistant's turn has a weight of its own.</summary>
    public static Gen<ChatMessage[]> All { get; } = Gen.Zip(Contents.ListOf(), Gen.Elements(true, false))
        .Select(drawn => Alternate([.. drawn.Item1.Take(8)], drawn.Item2)).Where(messages => messages.Length > 0);

    public static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(2026, 1));

    private static ChatMessage[] Alternate(List<string> contents, bool hasSystem)
    {
        var messages = new List<ChatMessage>();
        var turn = 0;
        foreach (var content in contents)
        {
            var role = hasSystem && messages.Count == 0 ? ChatRole.System : turn++ % 2 == 0 ? ChatRole.User : ChatRole.Assistant;
            messages.Add(new ChatMessage(role, content) { Weight = role == ChatRole.Assistant ? 0.25f * turn : 0 });
        }

        return messages is [{ Role: ChatRole.System }] ? [] : [.. messages];
    }
}
