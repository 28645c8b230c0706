namespace Gleaner.Tokenizers.Tests.Loading;

public sealed class SettingsTests : IDisposable
{
    private readonly TokenizerFolder _folder = new(TinyTokenizer.ByteLevel().ToJson());

    [Fact]
    public void Nothing_beside_the_tokenizer_is_needed() => _folder.Load().Settings.ShouldBe(new TokenizerSettings());

    [Fact]
    public void Tokens_are_strings_or_objects_or_missing()
    {
        var settings = Read("""{"bos_token":"<s>","eos_token":{"content":"</s>","lstrip":false},"pad_token":null}""");
        (settings.BosToken, settings.EosToken, settings.PadToken, settings.UnkToken).ShouldBe(("<s>", "</s>", null, null));
    }

    [Fact]
    public void A_chat_template_is_a_string_or_a_list()
    {
        Read("""{"chat_template":"{{ messages }}"}""").ChatTemplate.ShouldBe("{{ messages }}");
        var settings = Read("""{"chat_template":[{"name":"tool_use","template":"T"},{"name":"default","template":"D"}]}""");
        settings.ChatTemplate.ShouldBe("D");
        settings.ChatTemplates["tool_use"].ShouldBe("T");
    }

    [Fact]
    public void A_template_file_goes_before_the_configuration()
    {
        _folder.Write("chat_template.jinja", "from the file\n");
        Read("""{"chat_template":"from the configuration"}""").ChatTemplate.ShouldBe("from the file\n");
    }

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("1000000000000000019884624838656", null)]
    [InlineData("1e30", null)]
    public void The_customary_huge_length_is_none(string length, int? expected) =>
        Read($$"""{"model_max_length":{{length}}}""").ModelMaxLength.ShouldBe(expected);

    [Theory]
    [InlineData("""{"bos_token":7}""", "bos_token must be a string")]
    [InlineData("""{"eos_token":{}}""", "eos_token has no 'content'")]
    [InlineData("""{"chat_template":7}""", "chat_template must be a list")]
    [InlineData("""{"chat_template":[{"name":"a","template":"b"},{"name":"a","template":"c"}]}""", "chat_template[1] has the name of an earlier template")]
    [InlineData("""{"model_max_length":"long"}""", "model_max_length must be a number")]
    [InlineData("[]", "the file must be an object")]
    public void A_damaged_configuration_is_named(string json, string message)
    {
        var said = Should.Throw<TokenizerException>(() => Read(json)).Message;
        said.ShouldContain(message);
        said.ShouldContain("tokenizer_config.json");
    }

    public void Dispose() => _folder.Dispose();

    private TokenizerSettings Read(string config) => _folder.Write("tokenizer_config.json", config).Load().Settings;
}
