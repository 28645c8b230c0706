using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;

namespace Gleaner.Trainers.OpenAi;

/// <summary>
/// OpenAI's fine-tuning API, as its public schema describes it: uploads a file, makes a job, asks how it goes, cancels it. Every id
/// is kept as soon as it is known; a program that was killed goes on with the job that is there.
/// </summary>
/// <param name="http">Has the server's address, ending with a slash (<c>https://api.openai.com/v1/</c>), and the key as a header.</param>
/// <param name="options">How the server is spoken to.</param>
/// <param name="time">The clock of waits.</param>
public sealed class OpenAiFineTuning(HttpClient http, FineTuningOptions options, TimeProvider time)
{
    private const int JobsSearched = 100;

    private readonly FineTuningCalls _calls = new(http, options, time);

    /// <summary>Tunes a model, or goes on with the job that was begun.</summary>
    /// <param name="request">What is tuned on what.</param>
    /// <param name="progress">Told whenever the job's status changes, and each of its events once; null for nobody.</param>
    /// <param name="cancellationToken">Stops waiting; the job goes on at the server.</param>
    /// <returns>The job, succeeded.</returns>
    /// <exception cref="GleanerException">The job failed or was cancelled, the state is another job's, or the server cannot be reached.</exception>
    public async Task<FineTuningJob> TuneAsync(FineTuningRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var state = Begin(request);
        if (state.FileId is null)
        {
            state = Keep(state with { FileId = await UploadAsync(request.Data, cancellationToken).ConfigureAwait(false) });
            progress?.Report($"uploaded {Path.GetFileName(request.Data)} as {state.FileId}");
        }

        if (state.JobId is null)
        {
            // A program that was killed between making a job and keeping its id finds it by its file.
            var job = await FindJobAsync(state.FileId!, cancellationToken).ConfigureAwait(false)
                ?? await CreateAsync(request, state.FileId!, cancellationToken).ConfigureAwait(false);
            state = Keep(state with { JobId = FineTuningJob.Read(job).Id });
            progress?.Report($"job {state.JobId}");
        }

        var over = await WaitAsync(state.JobId!, progress, cancellationToken).ConfigureAwait(false);
        return over.HasSucceeded ? over : throw new GleanerException(
            $"The fine-tuning job {over.Id} {(over.Status == "cancelled" ? "was cancelled" : $"ended as '{over.Status}'")}{(over.Error is { } error ? $": {error}" : "")}. "
            + $"Delete {options.StateFile} to start another.");
    }

    /// <summary>How the job goes that was begun.</summary>
    /// <exception cref="GleanerException">No job was begun, or the server cannot be reached.</exception>
    public Task<FineTuningJob> StatusAsync(CancellationToken cancellationToken) => GetJobAsync(RequireJob(), cancellationToken);

    /// <summary>Cancels the job that was begun.</summary>
    /// <exception cref="GleanerException">No job was begun, it is over, or the server cannot be reached.</exception>
    public async Task<FineTuningJob> CancelAsync(CancellationToken cancellationToken) =>
        FineTuningJob.Read(await _calls.PostAsync($"fine_tuning/jobs/{RequireJob()}/cancel", cancellationToken).ConfigureAwait(false));

    private FineTuningState Begin(FineTuningRequest request)
    {
        string hash;
        try
        {
            using var stream = File.OpenRead(request.Data);
            hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{request.Data}: cannot be read: {exception.Message}", exception);
        }

        var known = FineTuningState.Read(options.StateFile);
        return known is null ? Keep(new FineTuningState(hash, request.Model, null, null))
            : known.DataHash == hash && known.Model == request.Model ? known
            : throw new GleanerException($"{options.StateFile}: this is the state of another job: other data, or the model '{known.Model}'. Name another file.");
    }

    private async Task<string> UploadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await _calls.PostAsync("files", () =>
        {
            var content = new StreamContent(File.OpenRead(path));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
            return new MultipartFormDataContent { { new StringContent("fine-tune"), "purpose" }, { content, "file", Path.GetFileName(path) } };
        }, cancellationToken).ConfigureAwait(false);
        return file.TryGetProperty("id", out var id) && id.GetText() is { } text ? text : throw new GleanerException("The server answered the upload without the file's id.");
    }

    private Task<JsonElement> CreateAsync(FineTuningRequest request, string fileId, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject();
        Set(parameters, "n_epochs", request.Epochs);
        Set(parameters, "batch_size", request.BatchSize);
        Set(parameters, "learning_rate_multiplier", request.LearningRateMultiplier);
        var job = new JsonObject
        {
            ["training_file"] = fileId,
            ["model"] = request.Model,
            ["method"] = new JsonObject { ["type"] = "supervised", ["supervised"] = new JsonObject { ["hyperparameters"] = parameters } },
        };
        Set(job, "suffix", request.Suffix);
        Set(job, "seed", request.Seed);
        return _calls.PostOnceAsync("fine_tuning/jobs", job.ToJsonString(), token => FindJobAsync(fileId, token), cancellationToken);
    }

    private static void Set<T>(JsonObject json, string name, T? value)
    {
        if (value is not null)
        {
            json[name] = JsonValue.Create(value);
        }
    }

    private async Task<JsonElement?> FindJobAsync(string fileId, CancellationToken cancellationToken)
    {
        var jobs = await _calls.GetAsync($"fine_tuning/jobs?limit={JobsSearched}", cancellationToken).ConfigureAwait(false);
        return jobs.TryGetProperty("data", out var list)
            ? list.EnumerateArray().Cast<JsonElement?>().FirstOrDefault(job => FineTuningJob.Read(job!.Value).TrainingFile == fileId)
            : null;
    }

    private async Task<FineTuningJob> GetJobAsync(string id, CancellationToken cancellationToken) =>
        FineTuningJob.Read(await _calls.GetAsync($"fine_tuning/jobs/{id}", cancellationToken).ConfigureAwait(false));

    private async Task<FineTuningJob> WaitAsync(string id, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var status = "";
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var job = await GetJobAsync(id, cancellationToken).ConfigureAwait(false);
            if (job.Status != status)
            {
                status = job.Status;
                progress?.Report($"job {id}: {status}");
            }

            await TellEventsAsync(id, told, progress, cancellationToken).ConfigureAwait(false);
            if (job.IsOver)
            {
                return job;
            }

            await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TellEventsAsync(string id, HashSet<string> told, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (progress is null)
        {
            return;
        }

        var events = await _calls.GetAsync($"fine_tuning/jobs/{id}/events?limit=50", cancellationToken).ConfigureAwait(false);

        // The server lists the latest first.
        foreach (var entry in events.GetProperty("data").EnumerateArray().Reverse())
        {
            if (told.Add(entry.GetProperty("id").GetText() ?? ""))
            {
                progress.Report(entry.GetProperty("message").GetText() ?? "");
            }
        }
    }

    private FineTuningState Keep(FineTuningState state)
    {
        state.Write(options.StateFile);
        return state;
    }

    private string RequireJob() => FineTuningState.Read(options.StateFile)?.JobId
        ?? throw new GleanerException($"{options.StateFile}: no fine-tuning job was started with this file.");
}
