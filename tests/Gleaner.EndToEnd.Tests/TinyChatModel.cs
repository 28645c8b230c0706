using System.Text.Json;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;

namespace Gleaner.EndToEnd.Tests;

/// <summary>A random chat model of a few thousand parameters whose tokens are bytes, in the layout of Hugging Face.</summary>
internal static class TinyChatModel
{
    private const string Template =
        """
        {%- for message in messages -%}
        {{ '<|start|>' + message['role'] + '\n' + message['content'] + '<|end|>' + '\n' }}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
        {{ '<|start|>assistant\n' }}
        {%- endif -%}
        """;

    /// <summary>Writes the folder.</summary>
    public static void Write(string folder, ulong seed)
    {
        var shape = new DecoderConfig
        {
            VocabularySize = 258, Width = 32, Layers = 1, Heads = 2, KeyValueHeads = 1, FeedForwardWidth = 16, MaxSequenceLength = 16_384,
        };
        HuggingFaceFolder.Save(folder, DecoderModel.Create(shape, seed));
        var vocabulary = ByteTokens().Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
        Write(folder, "tokenizer.json", new
        {
            version = "1.0",
            added_tokens = new[] { Added(256, "<|start|>"), Added(257, "<|end|>") },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
            decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        });
        Write(folder, "tokenizer_config.json", new { eos_token = "<|end|>", chat_template = Template });
    }

    private static object Added(int id, string content) =>
        new { id, content, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true };

    private static void Write(string folder, string name, object content) =>
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content));

    /// <summary>The characters that stand for bytes in byte-level vocabularies: printable ones for themselves, the others from U+0100 on.</summary>
    private static IEnumerable<string> ByteTokens()
    {
        var next = 0x100;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            yield return ((char)(isPrintable ? value : next++)).ToString();
        }
    }
}
