namespace Gleaner.IO.Tests.Files;

public sealed class InputFileTests
{
    [Fact]
    public void A_folder_and_a_file_that_is_not_there_are_told_apart()
    {
        var folder = Path.GetTempPath();
        Should.Throw<FileNotFoundException>(() => InputFile.OpenRead(folder)).Message.ShouldBe("it is a folder; name a file.");
        Should.Throw<FileNotFoundException>(() => InputFile.OpenRead(Path.Combine(folder, "no", "such"))).Message.ShouldBe("there is no such file.");
    }

    [Fact]
    public void A_file_is_opened_for_reading()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "x");
            using var stream = InputFile.OpenRead(file);
            stream.ReadByte().ShouldBe('x');
        }
        finally
        {
            File.Delete(file);
        }
    }
}
