using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gleaner.Trainers.Tests.OpenAi;

/// <summary>
/// A server that answers as the public schema of OpenAI's fine-tuning API says: files, jobs that go through their states with
/// every question, events, cancelling. It can fail as servers do.
/// </summary>
internal sealed class FakeFineTuningServer : IAsyncDisposable
{
    public const string Key = "key-that-nobody-may-see";

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _jobs = [];

    private FakeFineTuningServer(WebApplication app) => _app = app;

    /// <summary>Uploaded files by id.</summary>
    public Dictionary<string, string> Files { get; } = [];

    /// <summary>The bodies of the requests for jobs.</summary>
    public List<JsonObject> JobRequests { get; } = [];

    /// <summary>Every request, as METHOD path.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The states that a job goes through, one a question; the last one stays.</summary>
    public string[] States { get; set; } = ["validating_files", "queued", "running", "running", "succeeded"];

    /// <summary>Says what to answer instead of doing anything; null to do it.</summary>
    public Func<string, int, IResult?> Failure { get; set; } = (_, _) => null;

    /// <summary>Whether a job is made although the answer is a failure: a cut connection.</summary>
    public bool MakesJobBeforeFailing { get; set; }

    /// <summary>Whether somebody has asked how a job goes.</summary>
    public bool HasBeenAsked(string id)
    {
        lock (_gate)
        {
            return _jobs.TryGetValue(id, out var job) && job["asked"] is not null;
        }
    }

    public Uri Address => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/v1/");

    public HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        return client;
    }

    public static async Task<FakeFineTuningServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeFineTuningServer(app);
        app.Use(server.GuardAsync);
        app.MapPost("/v1/files", (Delegate)server.UploadAsync);
        app.MapPost("/v1/fine_tuning/jobs", (Delegate)server.CreateAsync);
        app.MapGet("/v1/fine_tuning/jobs", server.List);
        app.MapGet("/v1/fine_tuning/jobs/{id}", server.Get);
        app.MapGet("/v1/fine_tuning/jobs/{id}/events", server.Events);
        app.MapPost("/v1/fine_tuning/jobs/{id}/cancel", server.Cancel);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var request = $"{context.Request.Method} {context.Request.Path}";
        int count;
        lock (_gate)
        {
            Requests.Add(request);
            count = Requests.Count(other => other == request);
        }

        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            await Error(401, "Incorrect API key provided.").ExecuteAsync(context);
            return;
        }

        if (Failure(request, count) is { } failure)
        {
            if (MakesJobBeforeFailing && request == "POST /v1/fine_tuning/jobs")
            {
                await CreateAsync(context);
            }

            await failure.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    public static IResult Error(int status, string message) => Results.Json(new { error = new { message, type = "error", code = (string?)null, param = (string?)null } }, statusCode: status);

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(TestContext.Current.CancellationToken);
        if (form["purpose"] != "fine-tune" || form.Files.SingleOrDefault(file => file.Name == "file") is not { } file)
        {
            return Error(400, "'purpose' must be fine-tune, and there must be a 'file'.");
        }

        using var reader = new StreamReader(file.OpenReadStream());
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        lock (_gate)
        {
            var id = $"file-{Files.Count + 1}";
            Files[id] = text;
            return Results.Json(new { id, @object = "file", bytes = text.Length, filename = file.FileName, purpose = "fine-tune" });
        }
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        lock (_gate)
        {
            if (request["training_file"]?.GetValue<string>() is not { } file || !Files.ContainsKey(file))
            {
                return Error(400, "invalid training_file");
            }

            JobRequests.Add(request);
            var id = $"ftjob-{_jobs.Count + 1}";
            _jobs[id] = new JsonObject
            {
                ["id"] = id, ["object"] = "fine_tuning.job", ["created_at"] = 1, ["finished_at"] = null, ["model"] = request["model"]!.DeepClone(),
                ["fine_tuned_model"] = null, ["organization_id"] = "org", ["status"] = States[0], ["training_file"] = file, ["validation_file"] = null,
                ["result_files"] = new JsonArray(), ["trained_tokens"] = null, ["error"] = null, ["seed"] = 1,
            };
            return Results.Json(_jobs[id]);
        }
    }

    private IResult List()
    {
        lock (_gate)
        {
            return Results.Json(new { @object = "list", data = _jobs.Values.Reverse().ToList(), has_more = false });
        }
    }

    private IResult Get(string id)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(id, out var job))
            {
                return Error(404, $"no job {id}");
            }

            var at = Math.Min(States.Length - 1, Array.LastIndexOf(States, job["status"]!.GetValue<string>()) + (job["asked"] is null ? 0 : 1));
            if (job["status"]!.GetValue<string>() != "cancelled")
            {
                job["asked"] = true;
                job["status"] = States[at];
                job["fine_tuned_model"] = States[at] == "succeeded" ? NameOf(id, job) : null;
                job["trained_tokens"] = States[at] == "succeeded" ? 1234 : null;
                job["error"] = States[at] == "failed" ? new JsonObject { ["code"] = "invalid", ["message"] = "the file is too short" } : null;
            }

            return Results.Text(job.ToJsonString(), "application/json");
        }
    }

    // A tuned model that is tuned again keeps its base model's name.
    private static string NameOf(string id, JsonObject job) =>
        $"ft:{job["model"]!.GetValue<string>().Split(':') switch { ["ft", var model, ..] => model, [var model, ..] => model, [] => "" }}:org::{id["ftjob-".Length..]}";

    private IResult Events(string id)
    {
        lock (_gate)
        {
            // The latest first, as the real server lists them.
            return Results.Json(new { @object = "list", data = new[] { new { id = "e2", message = "second" }, new { id = "e1", message = "first" } }, has_more = false });
        }
    }

    private IResult Cancel(string id)
    {
        lock (_gate)
        {
            _jobs[id]["status"] = "cancelled";
            return Results.Text(_jobs[id].ToJsonString(), "application/json");
        }
    }
}
