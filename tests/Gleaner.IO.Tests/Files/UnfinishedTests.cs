namespace Gleaner.IO.Tests.Files;

public sealed class UnfinishedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Only_what_is_unfinished_is_deleted_at_any_depth()
    {
        Directory.CreateDirectory(_folder.File("stage", ".model.tmp", "inner"));
        foreach (var file in (string[][])[["run.json"], [".run.json.tmp"], ["notes.tmp"], [".hidden"], ["stage", ".model.tmp", ".w.tmp"], ["stage", "losses"]])
        {
            File.WriteAllText(_folder.File(file), "");
        }

        Unfinished.DeleteIn(_folder.Path).ShouldBeGreaterThan(1);

        _folder.Entries().ShouldBe([".hidden", "notes.tmp", "run.json", "stage", "stage/losses"]);
        Unfinished.DeleteIn(_folder.Path).ShouldBe(0);
        Unfinished.DeleteIn(_folder.File("missing")).ShouldBe(0);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        using var other = new TemporaryFolder();
        File.WriteAllText(other.File(".a.tmp"), "");
        try
        {
            Directory.CreateSymbolicLink(_folder.File("link"), other.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("This user may not make links.");
        }

        Unfinished.DeleteIn(_folder.Path).ShouldBe(0);

        other.Entries().ShouldBe([".a.tmp"]);
    }

    [Theory]
    [InlineData(".a.json.tmp", true)]
    [InlineData("a.json.tmp", false)]
    [InlineData(".tmp", false)]
    [InlineData(".a", false)]
    public void Names_are_told_apart(string name, bool isUnfinished) => Unfinished.IsNameOf(name).ShouldBe(isUnfinished);

    public void Dispose() => _folder.Dispose();
}
