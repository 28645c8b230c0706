using System.Text;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Models;
using Gleaner.Viewer.Pages;
using Microsoft.AspNetCore.Components;

namespace Gleaner.Viewer.Exporting;

/// <summary>
/// Writes the pages as files: the same ones as the server's, with relative links, so that they open from disk or from any web server.
/// What needs a server (comparisons of choice, notes) is left out; rollouts are searched by a script in an index of its own.
/// </summary>
public sealed class StaticExport
{
    private readonly string _output;
    private readonly IRunFiles _files;
    private readonly TimeProvider _clock;
    private int _pages;

    private StaticExport(string output, IRunFiles files, TimeProvider clock) => (_output, _files, _clock) = (output, files, clock);

    /// <summary>Writes the pages of all runs.</summary>
    /// <param name="options">Which runs.</param>
    /// <param name="output">The folder; files of the same names are replaced.</param>
    /// <param name="worlds">Opens the worlds of runs that do not keep the texts of observations.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Stops; what has been written stays.</param>
    /// <returns>How many pages were written.</returns>
    /// <exception cref="GleanerException">A run cannot be read, or a page cannot be written.</exception>
    public static async Task<int> WriteAsync(
        ViewerOptions options, string output, IRunWorlds worlds, IRunFiles files, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(files);
        var export = new StaticExport(output, files, clock);
        var library = new RunLibrary([.. options.Runs.Select(Path.GetFullPath)], files, worlds, clock);
        await using (library.ConfigureAwait(false))
        {
            await export.WriteAsync(library, cancellationToken).ConfigureAwait(false);
        }

        return export._pages;
    }

    private async Task WriteAsync(RunLibrary library, CancellationToken cancellationToken)
    {
        foreach (var name in Assets.Names)
        {
            Write($"assets/{name}", Assets.Find(name)!.Value.Text);
        }

        await WriteAsync<RunsPage>("index.html", links => (new PageFrame("Runs", []), RunsModel.Build(library, _files, "", ""))).ConfigureAwait(false);
        foreach (var (id, _) in library.Find())
        {
            if (library.Open(id) is { } run)
            {
                await run.Index.UpdateAsync(cancellationToken).ConfigureAwait(false);
                await WriteAsync(run, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(ViewedRun run, CancellationToken cancellationToken)
    {
        var model = await RunModel.BuildAsync(run, Timeout.InfiniteTimeSpan, _clock, cancellationToken).ConfigureAwait(false);
        await WriteAsync<RunPage>($"run/{run.Id}.html", links => (Frame(run, model.Title, links, []), model)).ConfigureAwait(false);
        var (tracks, splits, tasks) = await run.Index.ReadAsync(index => (index.Tracks(), index.Splits(), index.Tasks()), cancellationToken).ConfigureAwait(false);
        foreach (var track in tracks)
        {
            foreach (var split in splits)
            {
                await WriteGridAsync(run, track, split, cancellationToken).ConfigureAwait(false);
            }

            foreach (var task in tasks.Values)
            {
                await WriteTaskAsync(run, track, task, cancellationToken).ConfigureAwait(false);
            }
        }

        await WriteRolloutsAsync(run, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteGridAsync(ViewedRun run, Track track, string split, CancellationToken cancellationToken)
    {
        for (var (page, pages) = (1, 1); page <= pages; page++)
        {
            var model = await GridModel.BuildAsync(run, track, new GridState(split, Page: page), cancellationToken).ConfigureAwait(false);
            pages = model.Pages;
            await WriteAsync<GridPage>(
                PathOf(links => links.Grid(run.Id, track, model.State)),
                links => (Frame(run, $"Tasks · {track.Method}", links, [RunCrumb(run, links)]), model)).ConfigureAwait(false);
        }
    }

    private async Task WriteTaskAsync(ViewedRun run, Track track, TaskRow task, CancellationToken cancellationToken)
    {
        var builder = new TaskModelBuilder(run, track, task);
        var first = await builder.BuildAsync(iteration: null, cancellationToken).ConfigureAwait(false);
        await WritePairsAsync(run, first, cancellationToken).ConfigureAwait(false);
        await WriteTaskAsync(PathOf(links => links.Task(run.Id, track, task)), run, first).ConfigureAwait(false);
        foreach (var stage in first.Stages)
        {
            var model = stage.Iteration == first.Iteration ? first : await builder.BuildAsync(stage.Iteration, cancellationToken).ConfigureAwait(false);
            await WriteTaskAsync(PathOf(links => links.Task(run.Id, track, task, stage.Iteration)), run, model).ConfigureAwait(false);
            await WritePairsAsync(run, model, cancellationToken).ConfigureAwait(false);
        }
    }

    // The two rollouts that prove a verdict, side by side. Other pairs need the server.
    private async Task WritePairsAsync(ViewedRun run, TaskModel model, CancellationToken cancellationToken)
    {
        var pairs = model.Trunks.SelectMany(trunk => trunk.Columns).Select(column => column.Proof).OfType<VerdictProof>()
            .Where(proof => proof is { Succeeded: not null, Failed: not null })
            .Select(proof => (A: proof.Succeeded!, B: proof.Failed!))
            .DistinctBy(pair => (pair.A.Id, pair.B.Id));
        foreach (var (a, b) in pairs)
        {
            foreach (var all in new[] { false, true })
            {
                var diff = await DiffModel.BuildAsync(run, a, b, all, _clock, cancellationToken).ConfigureAwait(false);
                await WriteAsync<DiffPage>(
                    PathOf(links => links.Diff(run.Id, a.Id, b.Id, all)),
                    links => (DiffPageFrame.Of(Frame(run, "Side by side", links, [RunCrumb(run, links)]), diff, links), diff)).ConfigureAwait(false);
            }
        }
    }

    private Task WriteTaskAsync(string path, ViewedRun run, TaskModel model) => WriteAsync<TaskPage>(path, links => (
        Frame(run, TaskPageFrame.Title(model.Task), links, [RunCrumb(run, links), GridCrumb(run, model.Track, links)]) with { Keys = [.. TaskPageFrame.Keys(model, links)] },
        model));

    private async Task WriteRolloutsAsync(ViewedRun run, CancellationToken cancellationToken)
    {
        const int Batch = 500;
        var shards = new SearchShards((number, bytes) => Write($"{new Links("").SearchFolder(run.Id)}{number}.js", bytes));
        for (var skip = 0; ; skip += Batch)
        {
            var from = skip;
            var rows = await run.Index.ReadAsync(index => index.Search("1", [], "r.n", from, Batch), cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                var model = await RolloutModel.BuildAsync(run, row, _clock, cancellationToken).ConfigureAwait(false);
                await WriteAsync<RolloutPage>(
                    PathOf(links => links.Rollout(run.Id, row.Id)),
                    links => (RolloutPageFrame.Of(Frame(run, "", links, [RunCrumb(run, links)]), model, links), model)).ConfigureAwait(false);
                shards.Add(model);
                WriteTexts(run, row, model);
                for (var example = 0; example < model.Examples.Count; example++)
                {
                    var tokens = await TokensModel.BuildAsync(run, row, example, _clock, cancellationToken).ConfigureAwait(false);
                    await WriteAsync<TokensPage>(
                        PathOf(links => links.Tokens(run.Id, row.Id, tokens.Example)),
                        links => (RolloutPageFrame.Of(Frame(run, "", links, [RunCrumb(run, links)]), model, links), tokens)).ConfigureAwait(false);
                }
            }

            if (rows.Count < Batch)
            {
                break;
            }
        }

        shards.Flush();
        var search = new StaticSearchModel(run.Id, shards.Shards, shards.Searched, shards.Rollouts, shards.Cut);
        await WriteAsync<StaticSearchPage>(PathOf(links => links.Search(run.Id, "")), links => (Frame(run, "Rollouts", links, [RunCrumb(run, links)]), search)).ConfigureAwait(false);
    }

    // Only what a page cut.
    private void WriteTexts(ViewedRun run, RolloutRow row, RolloutModel model)
    {
        var trajectory = model.Played.Trajectory;
        var cut = model.Steps.Where(step => step.Observation is { Missing: > 0 } || step.Thought.Missing > 0).Select(step => step.Number)
            .Concat(trajectory.Final.Text.Length > RolloutModel.ShownCharacters ? [trajectory.Length] : Array.Empty<int>());
        foreach (var step in cut)
        {
            Write(PathOf(links => links.Text(run.Id, row.Id, step)), TextPage.Of(trajectory, step));
        }
    }

    private Task WriteAsync<TPage>(string path, Func<Links, (PageFrame Frame, object Model)> make)
        where TPage : IComponent
    {
        var links = new Links(string.Concat(Enumerable.Repeat("../", path.Count(c => c == '/'))));
        var (frame, model) = make(links);
        return WriteAsync<TPage>(path, frame, model, links);
    }

    private async Task WriteAsync<TPage>(string path, PageFrame frame, object model, Links links)
        where TPage : IComponent
    {
        Write(path, await PageRenderer.RenderAsync<TPage>(frame, model, links).ConfigureAwait(false));
        _pages++;
    }

    // Every part of a path is an id of ours: no name of a run becomes one unchecked.
    private void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    private void Write(string path, ReadOnlyMemory<byte> bytes) => _files.Write(Path.Combine(_output, path), stream => stream.Write(bytes.Span));

    private static string PathOf(Func<Links, string> address) => address(new Links(""));

    private static PageFrame Frame(ViewedRun run, string title, Links links, IReadOnlyList<Crumb> trail) => new(title, [new Crumb("Runs", links.Runs()), .. trail])
    {
        Run = run.Id,
        Index = run.Index.State,
    };

    private static Crumb RunCrumb(ViewedRun run, Links links) => new(run.Id, links.Run(run.Id));

    private static Crumb GridCrumb(ViewedRun run, Track track, Links links) => new($"{track.Method}, seed {track.Seed}", links.Grid(run.Id, track, new GridState()));
}
