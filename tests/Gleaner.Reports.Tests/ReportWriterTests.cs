namespace Gleaner.Reports.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gleaner-report-");

    [Fact]
    public void The_file_is_replaced_and_nothing_else_is_left()
    {
        var path = Path.Combine(_folder.FullName, "report.html");
        File.WriteAllText(path, "old");

        ReportWriter.Write(SampleReport.Empty, path);

        File.ReadAllText(path).ShouldBe(ReportWriter.Render(SampleReport.Empty));
        File.ReadAllBytes(path)[0].ShouldBe((byte)'<'); // no byte order mark
        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_missing_folder_is_an_error_that_names_it()
    {
        var path = Path.Combine(_folder.FullName, "missing", "report.html");

        Should.Throw<DirectoryNotFoundException>(() => ReportWriter.Write(SampleReport.Empty, path)).Message.ShouldContain("missing");
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        var path = Path.Combine(_folder.FullName, "report.html");
        Directory.CreateDirectory(path);

        Should.Throw<Exception>(() => ReportWriter.Write(SampleReport.Empty, path)).ShouldBeAssignableTo<SystemException>();

        _folder.GetFiles().ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
