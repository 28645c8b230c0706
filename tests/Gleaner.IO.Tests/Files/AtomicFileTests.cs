namespace Gleaner.IO.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_file_is_created_and_replaced_and_nothing_else_is_left()
    {
        var path = _folder.File("a.json");

        AtomicFile.WriteText(path, "one");
        AtomicFile.WriteText(path, "zwei: ü");

        File.ReadAllBytes(path).ShouldBe("zwei: ü"u8.ToArray());
        _folder.Entries().ShouldBe(["a.json"]);
    }

    [Fact]
    public void A_reader_sees_the_old_file_until_the_new_one_is_whole()
    {
        var path = _folder.File("a.json");
        AtomicFile.WriteText(path, "old");

        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            File.ReadAllText(path).ShouldBe("old");
        });

        File.ReadAllText(path).ShouldBe("new");
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.File("a.json");
        AtomicFile.WriteText(path, "old");

        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));

        File.ReadAllText(path).ShouldBe("old");
        _folder.Entries().ShouldBe(["a.json"]);
    }

    [Fact]
    public void A_place_that_takes_no_files_is_a_failure_of_writing_that_names_what_was_asked_for()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no /proc.");

        var failure = Should.Throw<IOException>(() => AtomicFile.WriteText("/proc/x.out", "new"));
        failure.ShouldNotBeAssignableTo<FileNotFoundException>();
        failure.Message.ShouldBe("No file or folder can be made at this place : '/proc/x.out'");
        Should.Throw<IOException>(() => AtomicFolder.Replace("/proc/x", _ => { })).ShouldNotBeAssignableTo<DirectoryNotFoundException>();
    }

    [Fact]
    public void What_a_killed_writer_left_is_overwritten()
    {
        var path = _folder.File("a.json");
        File.WriteAllText(Unfinished.PathFor(path), "half of something much longer");

        AtomicFile.WriteText(path, "new");

        File.ReadAllText(path).ShouldBe("new");
        _folder.Entries().ShouldBe(["a.json"]);
    }

    [Fact]
    public void A_second_writer_is_refused_while_the_first_writes()
    {
        var path = _folder.File("a.json");

        AtomicFile.Write(path, stream =>
        {
            stream.Write("first"u8);
            Should.Throw<IOException>(() => AtomicFile.WriteText(path, "second"));
        });

        File.ReadAllText(path).ShouldBe("first");
    }

    [Fact]
    public void A_missing_folder_is_made()
    {
        AtomicFile.WriteText(_folder.File("missing", "a.json"), "new");
        File.ReadAllText(_folder.File("missing", "a.json")).ShouldBe("new");
    }

    public void Dispose() => _folder.Dispose();
}
