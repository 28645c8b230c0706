using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Chat.Rendering;

namespace Gleaner.Chat.Tests.Rendering;

/// <summary>Templates that leave out the thoughts of earlier turns, as Qwen3's does, and turns that are kept as they were written.</summary>
public class RewrittenTurnsTests
{
    /// <summary>Thoughts are shown in turns behind the last message of the user only; without thinking the prompt holds empty ones.</summary>
    internal const string Thinking =
        """
        {%- set last = namespace(query=-1) -%}
        {%- for m in messages -%}{%- if m.role == 'user' -%}{%- set last.query = loop.index0 -%}{%- endif -%}{%- endfor -%}
        {%- for m in messages -%}
            {%- set said = m.content -%}
            {%- set thought = '' -%}
            {%- if m.role == 'assistant' and '</think>' in said -%}
                {%- set thought = said.split('</think>')[0].split('<think>')[-1].strip('\n') -%}
                {%- set said = said.split('</think>')[-1].lstrip('\n') -%}
            {%- endif -%}
            {{- '<|im_start|>' + m.role + '\n' -}}
            {%- if m.role == 'assistant' and loop.index0 > last.query -%}{{- '<think>\n' + thought + '\n</think>\n\n' -}}{%- endif -%}
            {{- said + '<|im_end|>\n' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
            {{- '<|im_start|>assistant\n' -}}
            {%- if enable_thinking is defined and enable_thinking is false -%}{{- '<think>\n\n</think>\n\n' -}}{%- endif -%}
        {%- endif -%}
        """;

    private static readonly ChatMessage[] Plain =
    [
        new(ChatRole.System, "Rules."), new(ChatRole.User, "one"), Turn("a"), new(ChatRole.User, "two"), Turn("b"), new(ChatRole.User, "three"), Turn("c"),
    ];

    [Fact]
    public void Without_thinking_all_turns_look_as_they_were_sampled()
    {
        var renderer = Renderer(Thinking, keep: true, thinks: false);
        var rendered = renderer.Render(Plain);
        rendered.Text.ShouldBe(
            "<|im_start|>system\nRules.<|im_end|>\n"
            + "<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\na<|im_end|>\n"
            + "<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nb<|im_end|>\n"
            + "<|im_start|>user\nthree<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nc<|im_end|>");
        Trained(renderer, rendered).ShouldBe("a<|im_end|>b<|im_end|>c<|im_end|>");
    }

    [Fact]
    public void With_thinking_thoughts_are_trained_and_stay()
    {
        var renderer = Renderer(Thinking, keep: true, thinks: null);
        ChatMessage[] messages = [new(ChatRole.User, "one"), Turn("<think>\nhm\n</think>\n\na"), new(ChatRole.User, "two"), Turn("b"), new(ChatRole.User, "three")];
        var rendered = renderer.Render(messages);
        rendered.Text.ShouldBe(
            "<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\n<think>\nhm\n</think>\n\na<|im_end|>\n"
            + "<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nb<|im_end|>\n<|im_start|>user\nthree<|im_end|>\n<|im_start|>assistant\n");
        Trained(renderer, rendered).ShouldBe("<think>\nhm\n</think>\n\na<|im_end|><think>\n\n</think>\n\nb<|im_end|>");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void The_last_prompt_is_the_end_of_the_whole(bool? thinks)
    {
        var renderer = Renderer(Thinking, keep: true, thinks);
        for (var length = 2; length < Plain.Length; length += 2)
        {
            var whole = renderer.Render([.. Plain.Take(length)]).Ids;
            var last = renderer.RenderLastPrompt([.. Plain.Take(length)]);
            whole.TakeLast(last.Length).ShouldBe(last);
            (length == 2 ? 0 : renderer.Render([.. Plain.Take(length - 1)]).Ids.Length).ShouldBe(whole.Length - last.Length);
        }
    }

    [Fact]
    public void Unless_turns_are_kept_such_a_template_is_refused() =>
        Should.Throw<ChatRenderingException>(() => Renderer(Thinking, keep: false, thinks: false).Render(Plain)).Message.ShouldContain("keep_turns");

    [Fact]
    public void What_others_said_must_stay_all_the_same()
    {
        const string Counting =
            """
            {%- for m in messages -%}
                {{- '<|im_start|>' + m.role + ' ' ~ (messages | length) ~ '\n' + m.content + '<|im_end|>' -}}
            {%- endfor -%}
            """;
        Should.Throw<ChatRenderingException>(() => Renderer(Counting, keep: true, thinks: null).Render(Plain)).Message.ShouldContain("differently");
    }

    private static ChatRenderer Renderer(string template, bool keep, bool? thinks) => new(
        (ChatFamily.Qwen with { Template = template }).Format(),
        new ChatOptions
        {
            KeepTurns = keep,
            Variables = thinks is { } value
                ? ImmutableDictionary<string, JsonElement>.Empty.Add("enable_thinking", JsonSerializer.SerializeToElement(value))
                : ImmutableDictionary<string, JsonElement>.Empty,
        });

    private static ChatMessage Turn(string text) => new(ChatRole.Assistant, text) { Weight = 1 };

    private static string Trained(ChatRenderer renderer, RenderedChat chat) =>
        renderer.Format.Tokenizer.Decode([.. chat.Ids.Where((_, i) => chat.Weights[i] > 0)]);
}
