using System.Collections.Immutable;

namespace Gleaner.Tokenizers;

/// <summary>
/// Encodes and decodes as a Hugging Face <c>tokenizer.json</c> says. Immutable; all members may be called from many threads.
/// </summary>
/// <remarks>
/// Texts are UTF-16; a surrogate without its partner counts as U+FFFD.
/// </remarks>
public sealed class Tokenizer
{
    private Tokenizer(TokenizerSettings settings) => Settings = settings;

    /// <summary>Highest id + 1, added tokens included. Ids below it may be unused.</summary>
    public int VocabularySize => throw new NotImplementedException();

    /// <summary>The added tokens, special or not, by ascending id.</summary>
    public ImmutableArray<AddedToken> AddedTokens => throw new NotImplementedException();

    /// <summary>What the files beside <c>tokenizer.json</c> say.</summary>
    public TokenizerSettings Settings { get; }

    /// <summary>Ids that the file's post-processor puts before a sequence (usually bos, or none). No encoding adds them by itself.</summary>
    public ImmutableArray<int> LeadingIds => throw new NotImplementedException();

    /// <summary>Ids that the file's post-processor puts after a sequence.</summary>
    public ImmutableArray<int> TrailingIds => throw new NotImplementedException();

    /// <summary>Reads <c>tokenizer.json</c> and, where they lie beside it, <c>tokenizer_config.json</c> and <c>chat_template.jinja</c>.</summary>
    /// <param name="folderOrFile">The folder, or the path of <c>tokenizer.json</c>.</param>
    /// <exception cref="TokenizerException">A file is missing, damaged or asks for what is not supported.</exception>
    public static Tokenizer Load(string folderOrFile) => throw new NotImplementedException();

    /// <summary>The id of a token as the vocabulary writes it, or of an added token; null where there is none.</summary>
    public int? IdOf(string token) => throw new NotImplementedException();

    /// <summary>The token as the vocabulary writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has this id.</exception>
    public string TokenOf(int id) => throw new NotImplementedException();

    /// <summary>Appends the ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="special">
    /// Whether added tokens are recognised. With <see cref="SpecialTokens.AsText"/> no special id comes out, whatever the text holds.
    /// </param>
    /// <param name="ids">Where the ids go.</param>
    public void Encode(ReadOnlySpan<char> text, SpecialTokens special, List<int> ids) => throw new NotImplementedException();

    /// <summary>
    /// Appends the ids of a text in which added tokens are recognised only where they lie in trusted text as a whole, and for
    /// each id the index after the last character it covers (UTF-16, never inside a surrogate pair). The ends never fall; the last
    /// one is the text's length unless the text's last characters have no token. Ids that share a character have the same end.
    /// </summary>
    public void Encode(AnnotatedText text, List<int> ids, List<int> ends) => throw new NotImplementedException();

    /// <summary>The text of the ids; ids without a token are left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false) => throw new NotImplementedException();

    /// <summary>Starts the text of a growing list of ids.</summary>
    /// <param name="skipSpecial">Whether special tokens are left out.</param>
    public IncrementalDecoder CreateDecoder(bool skipSpecial = false) => throw new NotImplementedException();
}
