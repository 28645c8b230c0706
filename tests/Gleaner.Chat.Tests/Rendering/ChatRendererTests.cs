using System.Text;
using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;

namespace Gleaner.Chat.Tests.Rendering;

public class ChatRendererTests
{
    private static readonly ChatMessage User = new(ChatRole.User, "hello");
    private static readonly ChatMessage Answer = new(ChatRole.Assistant, "as user") { Weight = 1 };

    [Fact]
    public void A_turn_is_cut_out_of_the_templates_text()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        var tokenizer = renderer.Format.Tokenizer;
        var rendered = renderer.Render([User, Answer]);

        rendered.Text.ShouldBe("<|im_start|>system\nBe of help.<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\nas user<|im_end|>");
        var trained = rendered.Ids.Where((_, i) => rendered.Weights[i] == 1).ToArray();
        tokenizer.Decode(trained).ShouldBe("as user<|im_end|>");
        rendered.Ids.TakeLast(trained.Length).ShouldBe(trained);
    }

    [Fact]
    public void Sampled_ids_are_kept_as_they_are()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        var tokenizer = renderer.Format.Tokenizer;

        // Byte by byte, as no encoder would cut it.
        ImmutableArray<int> sampled = [.. "hello".Select(letter => tokenizer.IdOf(letter.ToString())!.Value), tokenizer.IdOf("<|im_end|>")!.Value];
        var rendered = renderer.Render([User, new ChatMessage(ChatRole.Assistant, "hello") { Weight = 2, SampledIds = sampled }, User]);

        var trained = rendered.Ids.Where((_, i) => rendered.Weights[i] == 2);
        trained.ShouldBe(sampled);
        tokenizer.Decode(rendered.Ids.AsSpan()).ShouldBe(rendered.Text);
    }

    [Fact]
    public void A_turn_that_was_cut_short_is_ended_without_loss()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        var end = renderer.Format.StopTokens.Single().Id;
        ImmutableArray<int> sampled = [renderer.Format.Tokenizer.IdOf("h")!.Value];
        var session = renderer.Open();
        session.AddPrompt(User);
        session.AddTurn(new ChatMessage(ChatRole.Assistant, "h") { Weight = 1, SampledIds = sampled }).ShouldBe(sampled);
        var ended = session.ToRendered();

        (ended.Ids[^1], ended.Weights[^1], ended.Weights[^2]).ShouldBe((end, 0f, 1f));
        session.AddPrompt(User)[0].ShouldBe(end);
        session.ToRendered().Ids.AsSpan().StartsWith(ended.Ids.AsSpan()).ShouldBeTrue();
    }

    [Fact]
    public void Sampled_ids_with_a_stop_inside_are_refused()
    {
        var renderer = ChatFamily.Qwen.Renderer();
        var end = renderer.Format.StopTokens.Single().Id;
        var answer = new ChatMessage(ChatRole.Assistant, "h") { SampledIds = [end, 5] };
        Should.Throw<ArgumentException>(() => renderer.Render([User, answer])).Message.ShouldContain("before their end");
    }

    [Fact]
    public void A_text_that_goes_on_gets_no_second_blank()
    {
        // "[/INST]" and " as": whole, the tokenizer makes one mark of the blank; piecewise it must not make two.
        var renderer = ChatFamily.Llama2.Renderer();
        var tokenizer = renderer.Format.Tokenizer;
        var rendered = renderer.Render([User, Answer]);
        var whole = new List<int>();
        tokenizer.Encode(rendered.Text, Tokenizers.SpecialTokens.Parse, whole);
        rendered.Ids.ShouldBe(whole);
    }

    [Fact]
    public void A_refused_system_message_is_an_error_unless_folding_is_allowed()
    {
        ChatMessage[] messages = [new(ChatRole.System, "be short"), User];
        Should.Throw<ChatRenderingException>(() => ChatFamily.Mistral.Renderer(fold: false).Render(messages)).Message
            .ShouldContain("takes no system message (the template refuses the messages: ");
        ChatFamily.Mistral.Renderer().Render(messages).Text.ShouldBe("<s>[INST] be short\n\nhello [/INST]");
    }

    [Fact]
    public void A_template_that_rewrites_what_was_said_is_refused()
    {
        const string Forgetful =
            """
            {%- for m in messages -%}
                {{- '<|im_start|>' + m.role + '\n' + (m.content.split('##')[-1] if m.role == 'assistant' and not loop.last else m.content) + '<|im_end|>' -}}
            {%- endfor -%}
            """;
        var renderer = Renderer(Forgetful);
        var message = Should.Throw<ChatRenderingException>(() => renderer.Render([User, new(ChatRole.Assistant, "thought ## word"), User])).Message;
        message.ShouldContain("differently");
        message.ShouldContain("thought");
    }

    [Fact]
    public void A_template_without_an_end_of_turn_is_refused() =>
        Should.Throw<ChatRenderingException>(() => Renderer("{% for m in messages %}{{ m.role + ': ' + m.content + '\n' }}{% endfor %}").Render([User, Answer]))
            .Message.ShouldContain("no end-of-turn token after the assistant's message 2");

    [Fact]
    public void An_end_that_the_content_brings_does_not_count() =>
        Should.Throw<ChatRenderingException>(() => Renderer("{% for m in messages %}{{ m.content }}{% endfor %}").Render([User, Answer with { Content = "x<|im_end|>" }]))
            .Message.ShouldContain("no end-of-turn token");

    [Fact]
    public void A_template_that_leaves_a_message_out_is_refused() =>
        Should.Throw<ChatRenderingException>(() => Renderer("{{ messages[0].content }}").Render([User, Answer])).Message.ShouldContain("leaves out message 2");

    [Fact]
    public void Two_turns_in_a_row_are_refused() =>
        Should.Throw<ArgumentException>(() => ChatFamily.Qwen.Renderer().Render([User, Answer, Answer])).Message.ShouldContain("Message 3");

    [Fact]
    public void Stop_tokens_come_from_the_generation_settings()
    {
        var folder = Directory.CreateTempSubdirectory("gleaner-chat-").FullName;
        try
        {
            ChatFamily.Qwen.WriteTo(folder);
            var end = ChatFormat.Load(folder).Tokenizer.IdOf("<|endoftext|>")!.Value;
            File.WriteAllText(Path.Combine(folder, "generation_config.json"), $$"""{"eos_token_id": [{{end}}]}""");
            ChatFormat.Load(folder).StopTokens.Select(token => token.Content).ShouldBe(["<|endoftext|>", "<|im_end|>"], ignoreOrder: true);
            File.WriteAllText(Path.Combine(folder, "generation_config.json"), $$"""{"eos_token_id": {{end}}}""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            ChatFormat.Load(folder).StopTokens.Select(token => token.Content).ShouldBe(["<|endoftext|>", "<|im_end|>"], ignoreOrder: true);
            File.WriteAllText(Path.Combine(folder, "generation_config.json"), """{"eos_token_id": "x"}""");
            Should.Throw<ChatRenderingException>(() => ChatFormat.Load(folder)).Message.ShouldContain("generation_config.json");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ChatRenderer Renderer(string template)
    {
        var format = ChatFamily.Qwen.Format();
        return new ChatRenderer(ChatFormat.Create(format.Tokenizer, ChatTemplate.Parse(template), [], "test"));
    }
}
