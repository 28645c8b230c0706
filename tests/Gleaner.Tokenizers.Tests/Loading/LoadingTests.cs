namespace Gleaner.Tokenizers.Tests.Loading;

public sealed class LoadingTests
{
    private static readonly TinyTokenizer Tiny = TinyTokenizer.ByteLevel("a b");

    [Theory]
    [InlineData("""{"type":"Unigram"}""", "model asks for the model 'Unigram', which is not supported; supported: BPE")]
    [InlineData("""{"type":"WordPiece"}""", "'WordPiece'")]
    [InlineData("""{"type":"BPE","dropout":0.1}""", "model.dropout asks for dropout")]
    [InlineData("""{"type":"BPE","end_of_word_suffix":"</w>"}""", "model.end_of_word_suffix asks for an affix")]
    [InlineData("""{"type":"BPE","unk_token":"[UNK]"}""", "needs the token '[UNK]'")]
    public void Other_models_are_refused(string model, string message) => Refused(Tiny with { Model = model }, message);

    [Theory]
    [InlineData("""{"type":"Lowercase"}""", "normalizer asks for the normalizer 'Lowercase', which is not supported; supported: NFC, Prepend, Replace")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"NFKC"}]}""", "normalizer.normalizers[1] asks for the normalizer 'NFKC'")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"a+"},"content":"b"}""", "normalizer.pattern has no 'String'")]
    public void Other_normalizers_are_refused(string normalizer, string message) => Refused(Tiny with { Normalizer = normalizer }, message);

    [Theory]
    [InlineData("""{"type":"Whitespace"}""", "the pre-tokenizer 'Whitespace'")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Punctuation"},{"type":"ByteLevel","add_prefix_space":false}]}""", "'Punctuation'")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated"},{"type":"ByteLevel","add_prefix_space":false}]}""", @"asks for the pattern \w+")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"MergedWithNext"},{"type":"ByteLevel","add_prefix_space":false}]}""", "'MergedWithNext'")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"ByteLevel","add_prefix_space":true}]}""", "add_prefix_space after another")]
    [InlineData("""{"type":"Sequence","pretokenizers":[]}""", "a Sequence of nothing")]
    [InlineData("""{"type":"Metaspace","prepend_scheme":"sometimes"}""", "pre_tokenizer.prepend_scheme asks for 'sometimes'")]
    public void Other_pre_tokenizers_are_refused(string preTokenizer, string message) => Refused(Tiny with { PreTokenizer = preTokenizer }, message);

    [Theory]
    [InlineData("null", "the file has no 'decoder'")]
    [InlineData("""{"type":"WordPiece"}""", "the decoder 'WordPiece'")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"ByteFallback"}]}""", "decoder.decoders[1] asks for the decoder 'ByteFallback' here")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"ByteFallback"}]}""", "without Fuse")]
    public void Other_decoders_are_refused(string decoder, string message) => Refused(Tiny with { Decoder = decoder }, message);

    [Fact]
    public void Other_post_processors_are_refused() =>
        Refused(Tiny with { PostProcessor = """{"type":"BertProcessing"}""" }, "the post-processor 'BertProcessing'");

    [Fact]
    public void Ids_around_a_sequence_are_read_and_never_added()
    {
        var tiny = Tiny with
        {
            PostProcessor =
                """
                {"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":false},{"type":"TemplateProcessing",
                 "single":[{"SpecialToken":{"id":"<|end|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<tool>","type_id":0}}],
                 "pair":[],"special_tokens":{"<|end|>":{"id":"<|end|>","ids":[257],"tokens":["<|end|>"]},"<tool>":{"id":"<tool>","ids":[258],"tokens":["<tool>"]}}}]}
                """,
        };
        var tokenizer = tiny.Load();
        tokenizer.LeadingIds.ShouldBe([257]);
        tokenizer.TrailingIds.ShouldBe([258]);
        tokenizer.Ids("ab").ShouldBe([256]);
    }

    [Theory]
    [InlineData("\"a\":97", "\"a\":-1", "model.vocab must be an integer from 0 to 1048575")]
    [InlineData("\"a\":97", "\"a\":98", "twice")]
    [InlineData("\"a\":97", "\"a\":9999999", "must be an integer")]
    [InlineData("[\"a b\"]", "[\"a b c\"]", "model.merges[0] must be two tokens")]
    [InlineData("[\"a b\"]", "[\"a c\"]", "model.merges[0] needs the token 'ac'")]
    [InlineData("[\"a b\"]", "[17]", "model.merges[0] must be a string")]
    [InlineData("[\"a b\"]", "{}", "model.merges must be a list")]
    [InlineData("\"id\":257", "\"id\":97", "uses the id 97 again")]
    [InlineData("\"special\":true", "\"special\":1", "must be true or false")]
    [InlineData("{\"type\":\"BPE\"", "{\"type\":\"\\ud800\"", "model.type is not valid Unicode")]
    [InlineData("\"model\":", "\"modem\":", "the file has no 'model'")]
    [InlineData("{", "", "is not valid JSON")]
    public void A_damaged_file_is_named(string old, string damaged, string message)
    {
        var json = Tiny.ToJson().Replace("\\u003C", "<", StringComparison.Ordinal);
        var at = json.IndexOf(old, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        using var folder = new TokenizerFolder(json[..at] + damaged + json[(at + old.Length)..]);
        var said = Should.Throw<TokenizerException>(() => folder.Load()).Message;
        said.ShouldContain(message);
        said.ShouldContain(Path.Combine(folder.Path, "tokenizer.json"));
    }

    [Theory]
    [InlineData("", "line 1: it is empty.")]
    [InlineData("{\n\"model\":", "line 2: it is cut short.")]
    public void A_file_that_is_no_JSON_is_named_with_the_line(string json, string message)
    {
        using var folder = new TokenizerFolder(json);
        Should.Throw<TokenizerException>(() => folder.Load()).Message.ShouldEndWith($"is not valid JSON: {message}");
    }

    [Fact]
    public void Bytes_may_lack_a_token_but_common_characters_only_with_an_unknown_token()
    {
        string[] bytes = [.. TinyTokenizer.ByteLevel().Alphabet];
        Refused(Tiny with { Alphabet = [], Merges = [] }, "model.vocab has no token for '\\n', ' ', '!' and 93 more of the 96 common characters, nor is there an unk_token");
        Refused(Tiny with { Alphabet = [.. bytes.Where(token => token != "q")] }, "model.vocab has no token for 'q', nor is there an unk_token");
        (Tiny with { Alphabet = [.. bytes.Except(["ÿ", "õ", "Ā"])] }).Load().Ids("ab").ShouldHaveSingleItem();
        (Tiny with { Alphabet = ["<unk>", .. bytes.Where(token => token != "q")], Model = """{"type":"BPE","unk_token":"<unk>"}""" }).Load().Ids("q").ShouldBe([0]);
    }

    [Fact]
    public void A_token_is_asked_for_by_its_id()
    {
        var tokenizer = Tiny.Load();
        tokenizer.Contains(258).ShouldBeTrue();
        tokenizer.Contains(259).ShouldBeFalse();
        tokenizer.Contains(-1).ShouldBeFalse();
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var folder = Path.Combine(Path.GetTempPath(), "gleaner-no-such-folder");
        Should.Throw<TokenizerException>(() => Tokenizer.Load(folder)).Message.ShouldContain(folder);
    }

    [Fact]
    public void A_huge_file_is_not_read()
    {
        using var folder = new TokenizerFolder("{}");
        using (var file = File.OpenWrite(Path.Combine(folder.Path, "tokenizer.json")))
        {
            file.SetLength((64L << 20) + 1);
        }

        Should.Throw<TokenizerException>(() => folder.Load()).Message.ShouldContain("at most 64 MiB are read");
    }

    [Fact]
    public void The_file_itself_can_be_given()
    {
        using var folder = new TokenizerFolder(Tiny.ToJson());
        Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json")).VocabularySize.ShouldBe(259);
    }

    private static void Refused(TinyTokenizer tiny, string message) =>
        Should.Throw<TokenizerException>(() => tiny.Load()).Message.ShouldContain(message);
}
