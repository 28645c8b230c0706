using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Chat.Rendering;
using Gleaner.Tokenizers;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Chat.Tests.Rendering;

/// <summary>Rows as a model saw a conversation behind a chat server, which renders all messages anew before every turn.</summary>
public class ServedRowsTests
{
    private const string Head = "<|im_start|>system\nRules.<|im_end|>\n<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\n";

    private static readonly ChatMessage[] Plain =
    [
        new(ChatRole.System, "Rules."), new(ChatRole.User, "one"), Turn("a"), new(ChatRole.User, "two"), Turn("b"), new(ChatRole.User, "three"), Turn("c"),
    ];

    [Fact]
    public void A_template_that_leaves_turns_as_they_are_gives_the_one_row_of_the_whole()
    {
        foreach (var family in ChatFamily.All)
        {
            var renderer = family.Renderer();
            var row = renderer.RenderAsServed(Plain).ShouldHaveSingleItem();
            var whole = renderer.Render(Plain);
            row.Text.ShouldBe(whole.Text);
            row.Ids.ShouldBe(whole.Ids);
            row.Weights.ShouldBe(whole.Weights);
        }
    }

    [Fact]
    public void Each_turn_stands_behind_the_text_that_the_template_writes_before_it()
    {
        var renderer = Thinking(thinks: false);
        var rows = renderer.RenderAsServed(Plain);
        rows.Select(row => row.Text).ShouldBe(
        [
            Head + "<think>\n\n</think>\n\na<|im_end|>",
            Head + "a<|im_end|>\n<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nb<|im_end|>",
            Head + "a<|im_end|>\n<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n<|im_start|>user\nthree<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nc<|im_end|>",
        ]);
        rows.Select(row => Trained(renderer, row)).ShouldBe(["a<|im_end|>", "b<|im_end|>", "c<|im_end|>"]);
        rows.Select(row => renderer.Format.Tokenizer.Decode([.. row.Ids])).ShouldBe(rows.Select(row => row.Text));
    }

    [Fact]
    public void Turns_without_weight_are_told_and_begin_no_row()
    {
        var renderer = Thinking(thinks: false);
        ChatMessage[] messages = [.. Plain[..2], Plain[2] with { Weight = 0 }, .. Plain[3..6], Plain[6] with { Weight = 0 }];
        var row = renderer.RenderAsServed(messages).ShouldHaveSingleItem();
        Trained(renderer, row).ShouldBe("b<|im_end|>");
        row.Text.ShouldBe(Head + "a<|im_end|>\n<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nb<|im_end|>");
        renderer.RenderAsServed(Plain[..2]).ShouldBeEmpty();
    }

    [Fact]
    public void Sampled_thoughts_that_the_server_keeps_from_the_conversation_are_trained_and_not_shown_again()
    {
        // The template leaves turns as they are; the reply's parser took the thought out of what is said.
        var renderer = ChatFamily.Qwen.Renderer();
        var tokenizer = renderer.Format.Tokenizer;
        var end = renderer.Format.StopTokens[0].Id;
        var thought = ImmutableArray.Create([.. EncodedBy(tokenizer, "<think>hm</think>a"), end]);
        ImmutableArray<int> plain = [.. EncodedBy(tokenizer, "b"), end];
        ChatMessage[] messages =
        [
            Plain[0], Plain[1], Plain[2] with { SampledIds = thought }, Plain[3], Plain[4] with { SampledIds = plain }, Plain[5], Plain[6],
        ];

        var rows = renderer.RenderAsServed(messages);

        rows.Length.ShouldBe(2);
        rows[0].Ids.TakeLast(thought.Length).ShouldBe(thought);
        Trained(renderer, rows[0]).ShouldBe("<think>hm</think>a<|im_end|>");
        tokenizer.Decode(rows[1].Ids.AsSpan()).ShouldBe(rows[1].Text);
        rows[1].Text.ShouldStartWith(Head + "a<|im_end|>");
        Trained(renderer, rows[1]).ShouldBe("b<|im_end|>c<|im_end|>");
    }

    [Fact]
    public void A_turn_that_was_cut_short_goes_on_behind_the_end_that_the_server_writes()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        ImmutableArray<int> cut = [.. EncodedBy(renderer.Format.Tokenizer, "a")];
        ChatMessage[] messages = [Plain[0], Plain[1], Plain[2] with { SampledIds = cut }, .. Plain[3..]];

        var row = renderer.RenderAsServed(messages).ShouldHaveSingleItem();

        row.Ids.ShouldBe(renderer.Render(messages).Ids);
        Trained(renderer, row).ShouldBe("ab<|im_end|>c<|im_end|>");
    }

    [Fact]
    public void Sampled_ids_stay_the_truth_where_the_text_has_others()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        var tokenizer = renderer.Format.Tokenizer;
        var whole = EncodedBy(tokenizer, "the");
        ImmutableArray<int> apart = [.. EncodedBy(tokenizer, "t"), .. EncodedBy(tokenizer, "h"), .. EncodedBy(tokenizer, "e"), renderer.Format.StopTokens[0].Id];
        apart.Length.ShouldBeGreaterThan(whole.Count + 1);
        ChatMessage[] messages = [Plain[0], Plain[1], Turn("the") with { SampledIds = apart }, .. Plain[3..]];

        var row = renderer.RenderAsServed(messages).ShouldHaveSingleItem();

        row.Ids.ShouldBe(renderer.Render(messages).Ids);
    }

    [Fact]
    public void A_turn_stands_behind_what_its_context_had_room_for()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        ChatMessage[] messages =
        [
            .. Plain[..6], Plain[6] with { LeftOut = 1 }, new(ChatRole.User, "four"), Turn("d") with { LeftOut = 1 }, new(ChatRole.User, "five"), Turn("e") with { LeftOut = 2 },
        ];

        var rows = renderer.RenderAsServed(messages);

        // The second and, at last, the third message are gone; turns that saw the same share a row.
        rows.Select(row => Trained(renderer, row)).ShouldBe(["a<|im_end|>b<|im_end|>", "c<|im_end|>d<|im_end|>", "e<|im_end|>"]);
        rows.Select(row => row.Text).ShouldBe([ Whole(0, 2), Whole(1, 4), Whole(2, 5) ]);

        string Whole(int leftOut, int turns) => renderer.Render(
            [.. messages.Take((2 * turns) + 1).Select((message, i) => i % 2 == 1 && i > 1 && i <= (2 * leftOut) + 1 ? message with { Content = ChatMessage.LeftOutText } : message)]).Text.TrimEnd('\n');
    }

    private static ChatRenderer Thinking(bool? thinks) => new(
        (ChatFamily.Qwen with { Template = RewrittenTurnsTests.Thinking }).Format(),
        new ChatOptions
        {
            Variables = thinks is { } value
                ? ImmutableDictionary<string, JsonElement>.Empty.Add("enable_thinking", JsonSerializer.SerializeToElement(value))
                : ImmutableDictionary<string, JsonElement>.Empty,
        });

    private static ChatMessage Turn(string text) => new(ChatRole.Assistant, text) { Weight = 1 };

    private static List<int> EncodedBy(Tokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, SpecialTokens.AsText, ids);
        return ids;
    }

    private static string Trained(ChatRenderer renderer, RenderedChat chat) =>
        renderer.Format.Tokenizer.Decode([.. chat.Ids.Where((_, i) => chat.Weights[i] > 0)]);
}
