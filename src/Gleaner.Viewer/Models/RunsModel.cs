using System.Globalization;
using Gleaner.Runs;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>The runs that there are.</summary>
internal sealed record RunsModel(IReadOnlyList<RunLine> Runs, string Sort, string Words)
{
    /// <summary>Reads no more of a run than its manifest and which stages are finished.</summary>
    public static RunsModel Build(RunLibrary library, IRunFiles files, string sort, string words)
    {
        var lines = library.Find().Select(run => Line(run.Id, run.Folder, files)).Where(line => line.Matches(words)).ToList();
        return new RunsModel(
            sort switch
            {
                "name" => [.. lines.OrderBy(line => line.Id, StringComparer.Ordinal)],
                "progress" => [.. lines.OrderByDescending(line => line.Share)],
                _ => [.. lines.OrderByDescending(line => line.Started)],
            },
            sort, words);
    }

    private static RunLine Line(string id, string folder, IRunFiles files)
    {
        try
        {
            var manifest = RunDirectory.ReadManifest(folder, files);
            var methods = new Index.RunFileFinder(folder, files).Methods(manifest);
            var finished = methods.Sum(method => Enumerable.Range(1, method.Method.Iterations)
                .Count(number => files.Exists(Path.Combine(folder, RunLayout.Iteration(method.Folder, number), RunLayout.MetricsFile))));
            return new RunLine(id, folder, manifest.Display?.Name ?? id, manifest.Display?.Environment ?? "", manifest.Started, manifest.Finished)
            {
                Student = manifest.Display?.Student ?? "",
                Methods = [.. methods.Select(method => method.Method.Name).Distinct(StringComparer.Ordinal)],
                Seeds = manifest.Identity.Seeds.Length,
                Iterations = finished,
                Expected = methods.Sum(method => method.Method.Iterations),
            };
        }
        catch (GleanerException exception)
        {
            return new RunLine(id, folder, id, "", default, null) { Problem = exception.Message };
        }
    }
}

/// <summary>A run in the list.</summary>
internal sealed record RunLine(string Id, string Folder, string Name, string Environment, DateTimeOffset Started, DateTimeOffset? Finished)
{
    public string Student { get; init; } = "";

    public IReadOnlyList<string> Methods { get; init; } = [];

    public int Seeds { get; init; }

    /// <summary>Iterations that are finished.</summary>
    public int Iterations { get; init; }

    /// <summary>Iterations of the methods that have begun.</summary>
    public int Expected { get; init; }

    /// <summary>Why it cannot be read; null if it can.</summary>
    public string? Problem { get; init; }

    public double Share => Expected == 0 ? 0 : (double)Iterations / Expected;

    public string Date => Started == default ? "" : Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public bool Matches(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => $"{Id} {Name} {Environment} {Student} {string.Join(' ', Methods)}".Contains(word, StringComparison.OrdinalIgnoreCase));
}
