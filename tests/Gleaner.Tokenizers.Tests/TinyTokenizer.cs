using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.Tokenizers.Merging;

namespace Gleaner.Tokenizers.Tests;

/// <summary>
/// A tokenizer.json small enough to encode by hand. Ids: the alphabet first, then the products of the merges in their order,
/// then the added tokens.
/// </summary>
internal sealed record TinyTokenizer
{
    internal const string Gpt2ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    internal const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""";

    private const string FallbackDecoder =
        """
        {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
         {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
        """;

    internal IReadOnlyList<string> Alphabet { get; init; } = [];

    internal IReadOnlyList<string> Merges { get; init; } = [];

    internal bool HasMergePairs { get; init; }

    /// <summary>Contents of added tokens; those that look like &lt;|this|&gt; or &lt;s&gt; are special.</summary>
    internal IReadOnlyList<string> AddedTokens { get; init; } = [];

    internal string Normalizer { get; init; } = "null";

    internal string PreTokenizer { get; init; } = Gpt2ByteLevel;

    internal string PostProcessor { get; init; } = "null";

    internal string Decoder { get; init; } = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""";

    internal string Model { get; init; } = """{"type":"BPE"}""";

    /// <summary>All bytes as GPT-2 writes them: the id of a byte is the byte.</summary>
    internal static TinyTokenizer ByteLevel(params string[] merges) => new()
    {
        Alphabet = [.. Enumerable.Range(0, 256).Select(value => ByteCharacters.Of((byte)value).ToString())],
        Merges = merges,
        AddedTokens = ["<|end|>", "<tool>"],
    };

    /// <summary>All byte tokens, ids 3 to 258 as in Llama 2, then the given characters.</summary>
    internal static TinyTokenizer SentencePiece(string characters, params string[] merges) => new()
    {
        Alphabet = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. characters.Select(c => c.ToString())],
        Merges = merges,
        AddedTokens = ["<unk>", "<s>", "</s>"],
        Normalizer = """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""",
        PreTokenizer = "null",
        Decoder = FallbackDecoder,
        Model = """{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true}""",
    };

    internal string ToJson()
    {
        Dictionary<string, int> ids = [];
        foreach (var token in Alphabet.Concat(Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal))))
        {
            ids.TryAdd(token, ids.Count);
        }

        var model = JsonNode.Parse(Model)!.AsObject();
        model["vocab"] = JsonSerializer.SerializeToNode(ids);
        model["merges"] = HasMergePairs ? JsonSerializer.SerializeToNode(Merges.Select(merge => merge.Split(' '))) : JsonSerializer.SerializeToNode(Merges);
        var next = ids.Count;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. AddedTokens.Select(content => Added(ids.TryGetValue(content, out var id) ? id : next++, content))]),
            ["normalizer"] = JsonNode.Parse(Normalizer),
            ["pre_tokenizer"] = JsonNode.Parse(PreTokenizer),
            ["post_processor"] = JsonNode.Parse(PostProcessor),
            ["decoder"] = JsonNode.Parse(Decoder),
            ["model"] = model,
        }.ToJsonString();
    }

    internal Tokenizer Load()
    {
        using var folder = new TokenizerFolder(ToJson());
        return folder.Load();
    }

    private static JsonNode Added(int id, string content) => new JsonObject
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = content == "<lstrip>",
        ["rstrip"] = content == "<rstrip>",
        ["normalized"] = false,
        ["special"] = content.StartsWith("<|", StringComparison.Ordinal) || content is "<s>" or "</s>" or "<unk>",
    };
}
