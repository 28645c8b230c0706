using System.Net;
using System.Text.RegularExpressions;
using Gleaner.Experiments;
using Gleaner.Experiments.Reporting;
using Gleaner.Reports;
using Gleaner.Reports.Model;
using Gleaner.Runs;
using Gleaner.Viewer.Exporting;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests.Serving;

/// <summary>Addresses that stand outside of the viewer, in reports, exports and on terminals, lead to its pages.</summary>
public sealed partial class DeepLinkTests
{
    [Fact]
    public async Task Every_page_that_a_report_names_is_there()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        var report = ReportWriter.Render(Report(Path.Combine(viewer.Runs, "run"), ViewerSite.Parse(viewer.Root.ToString(), "run")));

        var addresses = Links(report).Where(address => address.StartsWith(viewer.Root.ToString(), StringComparison.Ordinal)).ToList();

        addresses.Count.ShouldBe(9, "a link for each training task");
        foreach (var address in addresses)
        {
            (await viewer.PageAsync(new Uri(address).AbsolutePath)).ShouldContain("id=\"learnt\"");
        }
    }

    [Fact]
    public async Task A_report_beside_exported_pages_links_to_them()
    {
        using var folder = new TemporaryFolder();
        MadeUpRun.Write(folder.File("run"), MadeUpRun.Shape());
        await StaticExport.WriteAsync(
            new ViewerOptions { Runs = [folder.File("run")] }, folder.File("pages"), new NoWorlds(), new DiskRunFiles(), TimeProvider.System, TestContext.Current.CancellationToken);

        var links = Links(ReportWriter.Render(Report(folder.File("run"), ViewerSite.Parse("pages", "run")))).Where(address => !address.StartsWith('#')).ToList();

        links.Count.ShouldBe(9);
        links.ShouldAllBe(address => File.Exists(Path.Combine(folder.Path, address)));
    }

    [Fact]
    public async Task A_state_and_a_rollout_are_found_by_what_the_run_recorded()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        var state = ViewerPages.Task("seed-1/EEF", MadeUpRun.Training(0), 1, MadeUpRun.Expert, 4);
        var rollout = ViewerPages.Rollout("seed-1/EEF/iteration-1/rollouts", MadeUpRun.Shape().Record(0, 4, 0, 1).Key);

        (await viewer.PageAsync("/run/run/" + state.Split('#')[0])).ShouldContain($"id=\"{state.Split('#')[1]}\"");
        (await viewer.PageAsync("/run/run/" + rollout)).ShouldContain("id=\"step-4\"");
        (await viewer.GetAsync("/run/run/" + ViewerPages.Rollout("seed-1/EEF/iteration-1/rollouts", "of another key"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_table_of_rollouts_holds_their_pages()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        var lines = (await viewer.PageAsync("/run/run/rollouts.csv?q=kind%3Aexploration+iteration%3A1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines[0].ShouldEndWith(",page");
        lines[1..].ShouldAllBe(line => line.EndsWith($",/run/run/rollout/{line.Split(',')[0]}", StringComparison.Ordinal));
        await viewer.PageAsync(lines[1].Split(',')[^1]);
    }

    private static ReportModel Report(string run, ViewerSite? site)
    {
        var results = RunResults.Read(run, new DiskRunFiles(), CheckedFiles.None);
        return ReportBuilder.Build(results, results.Health(), new ReportOptions { Viewer = site });
    }

    private static IEnumerable<string> Links(string html) => Link().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    [GeneratedRegex("<a [^>]*href=\"([^\"]*)\"", RegexOptions.None, 10_000)]
    private static partial Regex Link();

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("No world is needed.");
    }
}
