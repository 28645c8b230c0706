using System.Globalization;
using System.Text.Json;
using Gleaner.Experiments;
using Gleaner.IO.Json;
using Gleaner.Runs;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Models;
using Gleaner.Viewer.Pages;
using Gleaner.Viewer.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gleaner.Viewer.Serving;

/// <summary>The pages by their addresses.</summary>
internal sealed class ViewerEndpoints(RunLibrary library, IRunFiles files, TimeProvider clock, Action<Exception> onDefect)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", http => AnswerAsync(http, () => Task.FromResult(Runs(http))));
        routes.MapGet("/assets/{name}", AssetAsync);
        routes.MapGet("/run/{run}", http => OfRunAsync(http, RunAsync));
        routes.MapGet("/run/{run}/live", http => OfRunAsync(http, LiveAsync));
        routes.MapGet("/run/{run}/events", http => OfRunAsync(http, EventsAsync));
        routes.MapGet("/run/{run}/{track}/tasks", http => OfTrackAsync(http, GridAsync));
        routes.MapGet("/run/{run}/{track}/task/{task}/{iteration:int?}", http => OfTrackAsync(http, TaskAsync));
        routes.MapGet("/run/{run}/rollout/{rollout}", http => OfRunAsync(http, RolloutAsync));
        routes.MapGet("/run/{run}/rollout/{rollout}/text/{step:int}", http => OfRunAsync(http, TextAsync));
        routes.MapGet("/run/{run}/rollout/{rollout}/tokens/{example:int}", http => OfRunAsync(http, TokensAsync));
        routes.MapGet("/run/{run}/rollout/{rollout}/play/{step:int}", http => OfRunAsync(http, PlayAsync));
        routes.MapGet("/run/{run}/diff/{a}/{b}/{all?}", http => OfRunAsync(http, DiffAsync));
        routes.MapGet("/run/{run}/notes", http => OfRunAsync(http, NotesAsync));
        routes.MapPost("/run/{run}/notes", http => OfRunAsync(http, NoteAsync));
        routes.MapGet("/run/{run}/compare", http => OfRunAsync(http, CompareAsync));
        routes.MapGet("/run/{run}/search", http => OfRunAsync(http, SearchAsync));
        routes.MapGet("/run/{run}/complete", http => OfRunAsync(http, CompleteAsync));
        routes.MapGet("/run/{run}/training-rows/{form}", http => OfRunAsync(http, DatasetAsync));
        routes.MapGet("/run/{run}/rollouts.{form}", http => OfRunAsync(http, DownloadAsync));
        routes.MapFallback(http => AnswerAsync(http, () => Task.FromResult<Answer?>(null)));
    }

    private Answer? Runs(HttpContext http) => Page<RunsPage>(
        new PageFrame("Runs", []), RunsModel.Build(library, files, Text(http, "sort"), Text(http, "q")));

    private async Task<Answer?> RunAsync(HttpContext http, ViewedRun run)
    {
        var model = await RunModel.BuildAsync(run, Patience, clock, http.RequestAborted).ConfigureAwait(false);
        return Page<RunPage>(Frame(run, model.Title, []) with { IsPending = model.Report is null }, model);
    }

    private async Task<Answer?> GridAsync(HttpContext http, ViewedRun run, Track track)
    {
        var state = new GridState(Text(http, "split"), Text(http, "show"), Text(http, "q"), Text(http, "sort"), Number(http, "page", 1));
        var model = await GridModel.BuildAsync(run, track, state, http.RequestAborted).ConfigureAwait(false);
        return Page<GridPage>(Frame(run, $"Tasks · {track.Method}", [RunCrumb(run)]), model);
    }

    private async Task<Answer?> TaskAsync(HttpContext http, ViewedRun run, Track track)
    {
        var slug = Route(http, "task");
        var task = await run.Index.ReadAsync(index => index.TaskBySlug(slug), http.RequestAborted).ConfigureAwait(false);
        if (task is null)
        {
            return null;
        }

        int? iteration = int.TryParse(Route(http, "iteration"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var model = await new TaskModelBuilder(run, track, task).BuildAsync(iteration, http.RequestAborted).ConfigureAwait(false);
        return Page<TaskPage>(Frame(run, TaskPageFrame.Title(task), [RunCrumb(run), GridCrumb(run, track)]) with { Keys = [.. TaskPageFrame.Keys(model, Links.Served)] }, model);
    }

    private async Task<Answer?> RolloutAsync(HttpContext http, ViewedRun run)
    {
        var row = await FindRolloutAsync(http, run).ConfigureAwait(false);
        if (row is null)
        {
            return null;
        }

        var model = await RolloutModel.BuildAsync(run, row, clock, http.RequestAborted).ConfigureAwait(false);
        return Page<RolloutPage>(RolloutPageFrame.Of(Frame(run, "", [RunCrumb(run)]), model, Links.Served), model);
    }

    private async Task<Answer?> TokensAsync(HttpContext http, ViewedRun run)
    {
        if (await FindRolloutAsync(http, run).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var model = await TokensModel.BuildAsync(run, row, Number(http, "example", 0), clock, http.RequestAborted).ConfigureAwait(false);
        var frame = RolloutPageFrame.Of(Frame(run, "", [RunCrumb(run)]), model.Rollout, Links.Served);
        return Page<TokensPage>(frame with { Title = "Tokens", IsPending = model.IsPending, Trail = [.. frame.Trail, new Crumb("rollout", Links.Served.Rollout(run.Id, row.Id))] }, model);
    }

    private async Task<Answer?> PlayAsync(HttpContext http, ViewedRun run)
    {
        if (await FindRolloutAsync(http, run).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        string[] actions = [.. http.Request.Query[PlayModel.Field].OfType<string>().Where(action => action.Length > 0)];
        var model = await PlayModelBuilder.BuildAsync(run, row, Number(http, "step", -1), actions, clock, http.RequestAborted).ConfigureAwait(false);
        return model is null ? null : Page<PlayPage>(PlayPageFrame.Of(Frame(run, "", [RunCrumb(run)]), model, Links.Served), model);
    }

    private async Task<Answer?> DiffAsync(HttpContext http, ViewedRun run)
    {
        if (!RolloutId.TryParse(Route(http, "a"), out var a) || !RolloutId.TryParse(Route(http, "b"), out var b) || Route(http, "all") is not ("" or "all"))
        {
            return null;
        }

        var (left, right) = await run.Index.ReadAsync(index => (index.Rollout(a), index.Rollout(b)), http.RequestAborted).ConfigureAwait(false);
        if (left is null || right is null)
        {
            return null;
        }

        var model = await DiffModel.BuildAsync(run, left, right, Route(http, "all").Length > 0, clock, http.RequestAborted).ConfigureAwait(false);
        return Page<DiffPage>(DiffPageFrame.Of(Frame(run, "Side by side", [RunCrumb(run)]), model, Links.Served), model);
    }

    private static async Task<Answer?> NotesAsync(HttpContext http, ViewedRun run) =>
        Page<NotesPage>(Frame(run, "Notes", [RunCrumb(run)]), await NotesModel.BuildAsync(run, http.RequestAborted).ConfigureAwait(false));

    private static async Task<Answer?> NoteAsync(HttpContext http, ViewedRun run)
    {
        if (!http.Request.HasFormContentType)
        {
            throw new UsageException("A note comes from the form of a rollout's page.");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        if (!RolloutId.TryParse(form["rollout"], out var id) || await run.Index.ReadAsync(index => index.Rollout(id), http.RequestAborted).ConfigureAwait(false) is null)
        {
            return null;
        }

        if (int.TryParse(form["remove"], NumberStyles.None, CultureInfo.InvariantCulture, out var removed))
        {
            run.Notes.Remove(removed);
        }
        else
        {
            int? step = int.TryParse(form["step"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            run.Notes.Add(id, step, form["mark"].ToString(), form["text"].ToString());
        }

        return new Answer("text/plain; charset=utf-8", "") { MovesTo = Links.Served.Rollout(run.Id, id) + "#notes" };
    }

    private async Task<Answer?> CompareAsync(HttpContext http, ViewedRun run)
    {
        var model = await new CompareModelBuilder(library, run, Patience, clock)
            .BuildAsync(Text(http, "a"), Text(http, "b"), Text(http, "split"), Number(http, "page", 1), http.RequestAborted).ConfigureAwait(false);
        return Page<ComparePage>(Frame(run, "Two methods", [RunCrumb(run)]) with { IsPending = model.IsPending }, model);
    }

    private async Task<Answer?> SearchAsync(HttpContext http, ViewedRun run)
    {
        var model = await SearchModel.BuildAsync(run, Text(http, "q"), Text(http, "order"), Number(http, "page", 1), Text(http, "count") == "all", http.RequestAborted).ConfigureAwait(false);
        return Page<SearchPage>(Frame(run, "Rollouts", [RunCrumb(run)]) with { Query = Text(http, "q") }, model);
    }

    private static async Task<Answer?> CompleteAsync(HttpContext http, ViewedRun run)
    {
        var word = Text(http, "word");
        var completions = await run.Index.ReadAsync(index => QueryCompletion.Of(word, index), http.RequestAborted).ConfigureAwait(false);
        return new Answer("application/json", JsonSerializer.Serialize(completions, JsonDefaults.CamelCase));
    }

    private Task<Answer?> DownloadAsync(HttpContext http, ViewedRun run) =>
        Task.FromResult(StreamedAnswers.Rollouts(run, Route(http, "form"), Text(http, "q"), clock));

    private Task<Answer?> DatasetAsync(HttpContext http, ViewedRun run) =>
        StreamedAnswers.TrainingRowsAsync(run, Route(http, "form"), Text(http, "q"), clock, http);

    private async Task<Answer?> TextAsync(HttpContext http, ViewedRun run)
    {
        var row = await FindRolloutAsync(http, run).ConfigureAwait(false);
        if (row is null)
        {
            return null;
        }

        var played = await run.Player.PlayAsync(row, clock, http.RequestAborted).ConfigureAwait(false);
        var step = Number(http, "step", -1);
        return step >= 0 && step <= played.Trajectory.Length ? new Answer("text/plain; charset=utf-8", TextPage.Of(played.Trajectory, step)) : null;
    }

    private static Task<Answer?> LiveAsync(HttpContext http, ViewedRun run) => Task.FromResult<Answer?>(
        new Answer("application/json", JsonSerializer.Serialize(LiveNews.Of(run), JsonDefaults.CamelCase)));

    // A page that was hidden for a while comes back with a new request, which can name what it heard only in its address.
    private Task<Answer?> EventsAsync(HttpContext http, ViewedRun run) => Task.FromResult<Answer?>(StreamedAnswers.Events(
        run,
        http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : Text(http, "since"),
        clock,
        http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));

    private static async Task<RolloutRow?> FindRolloutAsync(HttpContext http, ViewedRun run) => RolloutId.TryParse(Route(http, "rollout"), out var id)
        ? await run.Index.ReadAsync(index => index.Rollout(id), http.RequestAborted).ConfigureAwait(false)
        : null;

    private Task OfTrackAsync(HttpContext http, Func<HttpContext, ViewedRun, Track, Task<Answer?>> answer) => OfRunAsync(http, async (_, run) =>
    {
        var slug = Route(http, "track");
        var tracks = await run.Index.ReadAsync(index => index.Tracks(), http.RequestAborted).ConfigureAwait(false);
        return tracks.FirstOrDefault(track => track.Slug == slug) is { } track ? await answer(http, run, track).ConfigureAwait(false) : null;
    });

    private Task OfRunAsync(HttpContext http, Func<HttpContext, ViewedRun, Task<Answer?>> answer) => AnswerAsync(http, async () =>
    {
        if (library.Open(Route(http, "run")) is not { } run)
        {
            return null;
        }

        await run.RefreshAsync(Patience, clock, http.RequestAborted).ConfigureAwait(false);
        return await answer(http, run).ConfigureAwait(false);
    });

    private async Task AnswerAsync(HttpContext http, Func<Task<Answer?>> answer)
    {
        try
        {
            var made = await answer().ConfigureAwait(false);
            if (made is { MovesTo: { } address })
            {
                http.Response.StatusCode = StatusCodes.Status303SeeOther;
                http.Response.Headers.Location = address;
            }
            else if (made is { Write: { } write })
            {
                http.Response.ContentType = made.ContentType;
                if (made.Download.Length > 0)
                {
                    http.Response.Headers.ContentDisposition = $"attachment; filename=\"{made.Download}\"";
                }

                await write(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
            }
            else if (made is { Page: { } page })
            {
                await WriteAsync(http, StatusCodes.Status200OK, made.ContentType, await page().ConfigureAwait(false)).ConfigureAwait(false);
            }
            else if (made is not null)
            {
                await WriteAsync(http, StatusCodes.Status200OK, made.ContentType, made.Text).ConfigureAwait(false);
            }
            else
            {
                await ApologiseAsync(http, StatusCodes.Status404NotFound, "There is no such page", "The run, task or rollout of this address is not among those that the viewer shows.").ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception exception) when (http.Response.HasStarted)
        {
            if (exception is not GleanerException)
            {
                onDefect(exception);
            }

            // Half an answer is out, and is to be seen to be no whole one.
            http.Abort();
        }
        catch (UsageException exception)
        {
            await ApologiseAsync(http, StatusCodes.Status400BadRequest, "This cannot be done", exception.Message).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            await ApologiseAsync(http, StatusCodes.Status500InternalServerError, "This cannot be shown", exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            onDefect(exception);
            await ApologiseAsync(http, StatusCodes.Status500InternalServerError, "A defect of Gleaner", "The terminal in which the viewer runs says more.").ConfigureAwait(false);
        }
    }

    private static async Task ApologiseAsync(HttpContext http, int status, string title, string text) => await WriteAsync(
        http, status, "text/html; charset=utf-8",
        await PageRenderer.RenderAsync<MessagePage>(new PageFrame(title, []), new MessageModel(text), Links.Served).ConfigureAwait(false)).ConfigureAwait(false);

    private static Task WriteAsync(HttpContext http, int status, string contentType, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(text);
    }

    private static async Task AssetAsync(HttpContext http)
    {
        if (Assets.Find(Route(http, "name")) is not { } asset)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // The same for everybody, and another one under the next version: the browser may keep it while the viewer runs.
        http.Response.Headers.CacheControl = "private, max-age=600";
        await WriteAsync(http, StatusCodes.Status200OK, asset.ContentType, asset.Text).ConfigureAwait(false);
    }

    private static PageFrame Frame(ViewedRun run, string title, IReadOnlyList<Crumb> trail)
    {
        var isLive = run.IsLive();
        return new PageFrame(title, [new Crumb("Runs", Links.Served.Runs()), .. trail])
        {
            Run = run.Id,
            Index = run.Index.State,
            IsLive = isLive,
            Version = isLive ? run.LiveVersion() : "",
            Notices = run.Index.Problem is { } problem ? [problem] : [],
        };
    }

    private static Crumb RunCrumb(ViewedRun run) => new(run.Id, Links.Served.Run(run.Id));

    private static Crumb GridCrumb(ViewedRun run, Track track) => new($"{track.Method}, seed {track.Seed}", Links.Served.Grid(run.Id, track, new GridState()));

    private static Answer Page<TPage>(PageFrame frame, object model)
        where TPage : IComponent => new("text/html; charset=utf-8", "") { Page = () => PageRenderer.RenderAsync<TPage>(frame, model, Links.Served) };

    private static string Route(HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    private static string Text(HttpContext http, string name) => http.Request.Query[name].ToString();

    private static int Number(HttpContext http, string name, int otherwise) =>
        int.TryParse(http.Request.RouteValues[name]?.ToString() ?? Text(http, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
