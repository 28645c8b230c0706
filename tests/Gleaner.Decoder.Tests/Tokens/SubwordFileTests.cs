using Gleaner.Decoder.Tokens;

namespace Gleaner.Decoder.Tests.Tokens;

public sealed class SubwordFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gleaner-tokens-").FullName;

    private string File => Path.Combine(_folder, "vocabulary.json");

    [Fact]
    public void A_saved_vocabulary_comes_back_equal()
    {
        var vocabulary = Train();
        vocabulary.Save(File);
        var loaded = SubwordVocabulary.Load(File);
        loaded.Hash.ShouldBe(vocabulary.Hash);
        loaded.Encode("Red dresses 😀, x-large").ShouldBe(vocabulary.Encode("red dresses 😀, x-large"));
        Directory.GetFiles(_folder).ShouldBe([File]);
    }

    [Theory]
    [InlineData("\"merges\":[[", "\"merges\":[[99999,1],[")]
    [InlineData("\"merges\":[[", "\"merges\":[[1],[")]
    [InlineData("\"characters\":[", "\"characters\":[null,")]
    [InlineData("\"characters\":[", "\"characters\":[\"zz\",")]
    [InlineData("<end>", "<END>")]
    [InlineData("gleaner-subwords/1", "gleaner-subwords/2")]
    [InlineData("{", "")]
    public void A_damaged_file_is_named(string old, string damaged)
    {
        Train().Save(File);
        var text = System.IO.File.ReadAllText(File).Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, text.Replace(old, damaged, StringComparison.Ordinal));
        Should.Throw<InvalidDataException>(() => SubwordVocabulary.Load(File)).Message.ShouldContain(File);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SubwordVocabulary Train() =>
        SubwordTrainer.Train(["red dress, size x-large", "red dresses 😀", "blue dress"], 60, ["<search>", "<end>"]);
}
