using Gleaner.IO;
using Gleaner.Reports.Model;

namespace Gleaner.Reports;

/// <summary>Writes reports: one HTML file each, with styles and charts inside and nothing loaded from elsewhere.</summary>
public static class ReportWriter
{
    /// <summary>Renders the report and puts it in place at once: readers see the old file or the new one, never a part.</summary>
    /// <param name="model">What to show.</param>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file must not be written.</exception>
    public static void Write(ReportModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        WriteText(path, Render(model));
    }

    /// <summary>Writes the report's tables as Markdown, for documents that publish them.</summary>
    /// <param name="model">What to show.</param>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file must not be written.</exception>
    public static void WriteTables(ReportModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        WriteText(path, RenderTables(model));
    }

    private static void WriteText(string path, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        // A mistyped folder is to be noticed, not made.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}' for the report.");
        }

        AtomicFile.WriteText(path, text);
    }

    /// <summary>Renders the report as an HTML document; the same model gives the same text.</summary>
    /// <param name="model">What to show.</param>
    public static string Render(ReportModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Pages.ReportPage.Render(model);
    }

    /// <summary>Renders the report's tables as Markdown, for documents that publish them; the same model gives the same text.</summary>
    /// <param name="model">What to show.</param>
    public static string RenderTables(ReportModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Tables.MarkdownTables.Render(model);
    }
}
