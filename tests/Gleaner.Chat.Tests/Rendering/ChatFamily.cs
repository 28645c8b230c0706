using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Tokenizers;

namespace Gleaner.Chat.Tests.Rendering;

/// <summary>
/// A small model folder in the manner of a family of chat models: the constructs of its template in other words, its special
/// tokens, and a tokenizer of its kind.
/// </summary>
internal sealed record ChatFamily(string Name, string Template, bool IsByteLevel, string? Bos, string Eos, string[] Special)
{
    private const string Gpt2ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";

    private const string Alternation =
        """
        {%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) -%}
            {{- raise_exception('Turns of user and assistant must take turns.') -}}
        {%- endif -%}
        """;

    public static ChatFamily Qwen { get; } = new(
        "qwen",
        """
        {%- if messages[0].role == 'system' %}
            {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
        {%- else %}
            {{- '<|im_start|>system\nBe of help.<|im_end|>\n' }}
        {%- endif %}
        {%- for m in messages %}
            {%- if m.role == "user" or (m.role == "system" and not loop.first) or (m.role == "assistant" and not m.tool_calls) %}
                {{- '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>' + '\n' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """,
        IsByteLevel: true, null, "<|im_end|>", ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]);

    public static ChatFamily Llama3 { get; } = new(
        "llama-3",
        "{% set all = messages %}{% for m in all %}{% set text = '<|head|>' + m['role'] + '<|/head|>\n\n' + m['content'] | trim + '<|eot|>' %}"
        + "{% if loop.index0 == 0 %}{% set text = bos_token + text %}{% endif %}{{ text }}{% endfor %}{{ '<|head|>assistant<|/head|>\n\n' }}",
        IsByteLevel: true, "<|begin|>", "<|eot|>", ["<|begin|>", "<|head|>", "<|/head|>", "<|eot|>"]);

    public static ChatFamily Llama32 { get; } = new(
        "llama-3.2",
        """
        {{- bos_token }}
        {%- if not date_string is defined %}
            {%- if strftime_now is defined %}
                {%- set date_string = strftime_now("%d %b %Y") %}
            {%- else %}
                {%- set date_string = "1 Jan 2024" %}
            {%- endif %}
        {%- endif %}
        {#- The system message goes where the date goes. #}
        {%- if messages[0]['role'] == 'system' %}
            {%- set first = messages[0]['content']|trim %}
            {%- set messages = messages[1:] %}
        {%- else %}
            {%- set first = "" %}
        {%- endif %}
        {{- "<|head|>system<|/head|>\n\nToday: " + date_string + "\n\n" }}
        {{- first }}
        {{- "<|eot|>" }}
        {%- for m in messages %}
            {%- if not (m.role == 'tool' or 'tool_calls' in m) %}
                {{- '<|head|>' + m['role'] + '<|/head|>\n\n'+ m['content'] | trim + '<|eot|>' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|head|>assistant<|/head|>\n\n' }}
        {%- endif %}
        """,
        IsByteLevel: true, "<|begin|>", "<|eot|>", ["<|begin|>", "<|head|>", "<|/head|>", "<|eot|>"]);

    public static ChatFamily Llama2 { get; } = new(
        "llama-2",
        "{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set system = messages[0]['content'] %}"
        + "{% else %}{% set rest = messages %}{% set system = false %}{% endif %}{% for m in rest %}" + Alternation
        + "{% if loop.index0 == 0 and system != false %}{% set text = '<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + m['content'] %}"
        + "{% else %}{% set text = m['content'] %}{% endif %}{% if m['role'] == 'user' %}{{ bos_token + '[INST] ' + text.strip() + ' [/INST]' }}"
        + "{% elif m['role'] == 'assistant' %}{{ ' '  + text.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
        IsByteLevel: false, "<s>", "</s>", ["<unk>", "<s>", "</s>"]);

    public static ChatFamily Mistral { get; } = new(
        "mistral",
        "{{ bos_token }}{% for m in messages %}" + Alternation
        + "{% if m['role'] == 'user' %}{{ '[INST] ' + m['content'] + ' [/INST]' }}{% elif m['role'] == 'assistant' %}{{ m['content'] + eos_token }}"
        + "{% else %}{{ raise_exception('Only user and assistant are known!') }}{% endif %}{% endfor %}",
        IsByteLevel: false, "<s>", "</s>", ["<unk>", "<s>", "</s>"]);

    public static ChatFamily MistralControl { get; } = new(
        "mistral-control",
        """
        {%- if messages[0]["role"] == "system" %}
            {%- set system = messages[0]["content"] %}
            {%- set rest = messages[1:] %}
        {%- else %}
            {%- set rest = messages %}
        {%- endif %}
        {%- set ns = namespace(n=0) %}
        {{- bos_token }}
        {%- for m in rest %}
            {%- if m["role"] == "user" %}
                {%- if system is defined and loop.first %}
                    {{- "[INST]" + system + "\n\n" + m["content"] + "[/INST]" }}
                {%- else %}
                    {{- "[INST]" + m["content"] + "[/INST]" }}
                {%- endif %}
            {%- else %}
                {%- set ns.n = ns.n + 1 %}
                {{- " " + m["content"]|trim + eos_token }}
            {%- endif %}
        {%- endfor %}
        """,
        IsByteLevel: false, "<s>", "</s>", ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]);

    public static ChatFamily Zephyr { get; } = new(
        "zephyr",
        "{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\n' + message['content'] + eos_token }}\n"
        + "{% elif message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] + eos_token }}\n"
        + "{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n{% endif %}\n"
        + "{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}",
        IsByteLevel: false, "<s>", "</s>", ["<unk>", "<s>", "</s>"]);

    public static ChatFamily[] All { get; } = [Qwen, Llama3, Llama32, Llama2, Mistral, MistralControl, Zephyr];

    public static ChatFamily Of(string name) => All.Single(family => family.Name == name);

    /// <summary>A renderer that folds system messages where the template takes none.</summary>
    public ChatRenderer Renderer(bool fold = true) =>
        new(Format(), new ChatOptions { FoldSystemIntoUser = fold, Clock = new FixedClock() });

    public ChatFormat Format()
    {
        var folder = Directory.CreateTempSubdirectory("gleaner-chat-").FullName;
        try
        {
            WriteTo(folder);
            return ChatFormat.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes tokenizer.json and tokenizer_config.json.</summary>
    public void WriteTo(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TokenizerJson().ToJsonString());
        var settings = new JsonObject { ["eos_token"] = Eos, ["chat_template"] = Template };
        if (Bos is not null)
        {
            settings["bos_token"] = Bos;
        }

        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), settings.ToJsonString());
    }

    public int Id(Tokenizer tokenizer, string token) => tokenizer.IdOf(token) ?? throw new ArgumentException(token);

    private JsonObject TokenizerJson()
    {
        var tokens = new List<string>();
        string[] merges;
        if (IsByteLevel)
        {
            tokens.AddRange(Enumerable.Range(0, 256).Select(value => ByteCharacter(value).ToString()));
            merges = ["h e", "l l", "he ll", "Ġ h", "a s", "i n", "Ċ Ċ", "s t", "as s", "u s", "us e", "use r"];
        }
        else
        {
            tokens.AddRange(["<unk>", "<s>", "</s>"]);
            tokens.AddRange(Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"));
            tokens.AddRange("▁abcdefghijklmnopqrstuvwxyzINST[]/<>|".Select(character => character.ToString()));
            merges = ["▁ h", "▁ ▁", "h e", "l l", "[ I", "N S", "NS T", "▁ a", "t h", "i s"];
        }

        tokens.AddRange(merges.Select(merge => merge.Replace(" ", "")).Where(token => !tokens.Contains(token)).Distinct());
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
        var next = ids.Count;
        var added = Special.Select(token => new JsonObject
        {
            ["id"] = ids.TryGetValue(token, out var id) ? id : next++,
            ["content"] = token,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        });
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. added]),
            ["normalizer"] = IsByteLevel ? null : JsonNode.Parse(
                """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
            ["pre_tokenizer"] = IsByteLevel ? JsonNode.Parse(Gpt2ByteLevel) : null,
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse(IsByteLevel ? """{"type":"ByteLevel"}""" :
                """
                {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
                 {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
                """),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = IsByteLevel ? null : "<unk>",
                ["fuse_unk"] = !IsByteLevel,
                ["byte_fallback"] = !IsByteLevel,
                ["vocab"] = JsonSerializer.SerializeToNode(ids),
                ["merges"] = JsonSerializer.SerializeToNode(merges),
            },
        };
    }

    /// <summary>The character that stands for a byte in byte-level vocabularies.</summary>
    private static char ByteCharacter(int value)
    {
        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return IsPrintable(value) ? (char)value : (char)(0x100 + Enumerable.Range(0, value).Count(other => !IsPrintable(other)));
    }
}
