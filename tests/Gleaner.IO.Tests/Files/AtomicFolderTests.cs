namespace Gleaner.IO.Tests.Files;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_is_replaced_with_all_its_files_at_once()
    {
        var model = _folder.File("model");
        Put(model, "old.bin");

        AtomicFolder.Replace(model, temporary =>
        {
            Write(temporary, "new.bin");
            File.Exists(Path.Combine(model, "old.bin")).ShouldBeTrue();
        });

        _folder.Entries().ShouldBe(["model", "model/new.bin"]);
    }

    [Fact]
    public void A_filling_that_fails_leaves_the_old_folder_and_nothing_else()
    {
        var model = _folder.File("model");
        Put(model, "old.bin");

        Should.Throw<InvalidOperationException>(() => AtomicFolder.Replace(model, temporary =>
        {
            Write(temporary, "new.bin");
            throw new InvalidOperationException();
        }));

        _folder.Entries().ShouldBe(["model", "model/old.bin"]);
    }

    [Fact]
    public void What_a_program_has_made_is_put_in_place_when_it_has_ended_well()
    {
        var model = _folder.File("models/model");
        Write(Directory.CreateDirectory(AtomicFolder.Begin(model)).FullName, "cut-off.bin");

        var temporary = AtomicFolder.Begin(model);
        _folder.Entries().ShouldBe(["models"]);
        Directory.CreateDirectory(temporary);
        Write(temporary, "new.bin");
        AtomicFolder.Finish(model);

        _folder.Entries().ShouldBe(["models", "models/model", "models/model/new.bin"]);
    }

    [Fact]
    public void A_scratch_folder_goes_with_all_that_is_in_it()
    {
        string path;
        using (var scratch = ScratchFolder.Create("gleaner-test-"))
        {
            path = scratch.Path;
            Path.GetFileName(path).ShouldStartWith("gleaner-test-");
            Write(path, "file");
        }

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_stepped_aside_for_a_killed_writer_is_found_and_then_replaced()
    {
        var model = _folder.File("model");
        Put(model, "old.bin");
        Directory.Move(model, model + ".previous");

        AtomicFolder.Find(model).ShouldBe(model + ".previous");
        Put(model, "new.bin");

        AtomicFolder.Find(model + Path.DirectorySeparatorChar).ShouldBe(model);
        _folder.Entries().ShouldContain("model/new.bin");
    }

    [Fact]
    public void What_a_killed_writer_left_does_not_get_into_the_folder()
    {
        var model = _folder.File("model");
        Directory.CreateDirectory(Unfinished.PathFor(model));
        Write(Unfinished.PathFor(model), "half.bin");

        Put(model, "new.bin");

        _folder.Entries().ShouldBe(["model", "model/new.bin"]);
    }

    public void Dispose() => _folder.Dispose();

    private static void Put(string folder, string file) => AtomicFolder.Replace(folder, temporary => Write(temporary, file));

    private static void Write(string folder, string file) => File.WriteAllText(Path.Combine(folder, file), file);
}
