using System.Collections.Immutable;
using Gleaner.Tokenizers.Encoders;
using Gleaner.Tokenizers.Tokens;

namespace Gleaner.Tokenizers;

/// <summary>
/// Encodes and decodes as a Hugging Face <c>tokenizer.json</c> says: byte-pair encoding, byte-level (GPT-2, Llama 3, Qwen2, SmolLM2)
/// or SentencePiece-style (Llama 2, TinyLlama, Mistral). All members may be called from many threads.
/// </summary>
/// <remarks>
/// Texts are UTF-16; a surrogate without its partner counts as U+FFFD. No encoding adds bos or eos, cuts the text or pads it,
/// whatever the files say: see <see cref="LeadingIds"/>.
/// </remarks>
public sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly EncoderPool _encoders;
    private readonly LoadedTokenizer _loaded;

    private Tokenizer(LoadedTokenizer loaded, TokenizerSettings settings)
    {
        _loaded = loaded;
        _vocabulary = loaded.Vocabulary;
        _encoders = new EncoderPool(loaded.Plan);
        Settings = settings;
    }

    /// <summary>Highest id + 1, added tokens included. Ids below it may be unused.</summary>
    public int VocabularySize => _vocabulary.Size;

    /// <summary>The added tokens, special or not, by ascending id.</summary>
    public ImmutableArray<AddedToken> AddedTokens => _vocabulary.AddedTokens;

    /// <summary>What the files beside <c>tokenizer.json</c> say.</summary>
    public TokenizerSettings Settings { get; }

    /// <summary>Ids that the file's post-processor puts before a sequence (bos, or none). No encoding adds them automatically.</summary>
    public ImmutableArray<int> LeadingIds => _loaded.Leading;

    /// <summary>Ids that the file's post-processor puts after a sequence.</summary>
    public ImmutableArray<int> TrailingIds => _loaded.Trailing;

    /// <summary>
    /// Reads <c>tokenizer.json</c> and, where they lie beside it, <c>tokenizer_config.json</c> and <c>chat_template.jinja</c>. Files
    /// above 64 MiB and ids above 1,048,575 are refused.
    /// </summary>
    /// <param name="folderOrFile">The folder, or the path of <c>tokenizer.json</c>.</param>
    /// <exception cref="TokenizerException">A file is missing, damaged or asks for what is not supported.</exception>
    public static Tokenizer Load(string folderOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderOrFile);
        var file = Directory.Exists(folderOrFile) ? Path.Combine(folderOrFile, "tokenizer.json") : folderOrFile;
        return new Tokenizer(TokenizerReader.Read(file), SettingsReader.Read(Path.GetDirectoryName(Path.GetFullPath(file))!));
    }

    /// <summary>The id of a token as the vocabulary writes it, or of an added token; null where there is none.</summary>
    public int? IdOf(string token) => _vocabulary.IdOf(token);

    /// <summary>Whether there is a token with this id: ids below <see cref="VocabularySize"/> may be unused.</summary>
    public bool Contains(int id) => _vocabulary.TokenOf(id) is not null;

    /// <summary>The token as the vocabulary writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has this id.</exception>
    public string TokenOf(int id) =>
        _vocabulary.TokenOf(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, "No token has this id.");

    /// <summary>Whether an id is that of a special token.</summary>
    public bool IsSpecial(int id) => _vocabulary.IsSpecial(id);

    /// <summary>Appends the ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="special">
    /// Whether added tokens are recognised, special ones or not. With <see cref="SpecialTokens.AsText"/> no special id comes out,
    /// whatever the text holds; the one exception is the unknown token of a vocabulary without byte fallback.
    /// </param>
    /// <param name="ids">Where the ids go.</param>
    public void Encode(ReadOnlySpan<char> text, SpecialTokens special, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _encoders.Encode(text, [new TextRun(0, text.Length, special == SpecialTokens.Parse)], ids, ends: null);
    }

    /// <summary>
    /// Appends the ids of a text in which added tokens are recognised only where they lie in trusted text as a whole, and for
    /// each id the index after the last character it covers (UTF-16, never inside a surrogate pair). The ends never fall; the last
    /// one is the text's length unless the vocabulary lacks the last characters and has no unknown token. Ids that share a
    /// character have the same end, as have the parts of what normalization made of several characters.
    /// </summary>
    public void Encode(AnnotatedText text, List<int> ids, List<int> ends)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(ends);
        _encoders.Encode(text.Text, text.Runs.AsSpan(), ids, ends);
    }

    /// <summary>The text of the ids; ids without a token are left out. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false)
    {
        var decoder = CreateDecoder(skipSpecial);
        foreach (var id in ids)
        {
            decoder.Take(id);
        }

        return decoder.Flush();
    }

    /// <summary>Starts the text of a growing list of ids.</summary>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public IncrementalDecoder CreateDecoder(bool skipSpecial = false) => new(_vocabulary, _loaded.Decoder.Start(), skipSpecial);
}

/// <summary>What becomes of the strings of added tokens (<c>&lt;|im_end|&gt;</c>) in a text.</summary>
public enum SpecialTokens
{
    /// <summary>They are text like any other: for messages, observations and whatever else was not written by the program itself.</summary>
    AsText,

    /// <summary>They become their ids: for templates.</summary>
    Parse,
}
