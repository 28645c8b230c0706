using System.Text;
using Gleaner.Reports.Pages;

namespace Gleaner.Viewer.Pages;

/// <summary>Styles and scripts, embedded in the assembly.</summary>
internal static class Assets
{
    /// <summary>The names that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["report.css", "viewer.css", "viewer.js", "search.js"];

    /// <summary>A file by its name; null if there is none.</summary>
    public static (string ContentType, string Text)? Find(string name) => name switch
    {
        // The report's own style: one language for both.
        "report.css" => ("text/css; charset=utf-8", Read(typeof(ReportPage), name)),
        "viewer.css" => ("text/css; charset=utf-8", Read(typeof(Assets), name)),
        "search.js" => ("text/javascript; charset=utf-8", Read(typeof(Assets), name)),
        "viewer.js" => ("text/javascript; charset=utf-8", Read(typeof(Assets), name)),
        _ => null,
    };

    private static string Read(Type owner, string name)
    {
        using var stream = owner.Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing from the assembly; it is embedded by the project file.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
