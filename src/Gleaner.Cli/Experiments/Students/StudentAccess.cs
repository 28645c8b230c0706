using System.Collections.Immutable;
using System.Net.Http.Headers;
using Gleaner.Cli.Collecting;
using Gleaner.Cli.Configuration.Students;
using Gleaner.Endpoints;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Secrets;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.Cli.Experiments.Students;

/// <summary>
/// The way to a student's servers, open while a run is worked on. Its calls are journalled and accounted for in one place of the
/// run, whichever model answers them.
/// </summary>
/// <param name="config">What the configuration says of the student.</param>
/// <param name="rules">What the student is told about the environment.</param>
internal sealed class StudentAccess(EndpointStudentConfig config, string rules) : IModelTuner
{
    /// <summary>What the calls took, in the run's folder.</summary>
    public const string SpendingPath = "student/spending.json";

    /// <summary>What its tuning took, in the run's folder.</summary>
    public const string TuningPath = "student/tuning.json";

    private const string CallsPath = "student/calls.jsonl";

    private OpenAccess? _open;

    /// <summary>Asks the endpoint.</summary>
    public ChatCalls Calls => Opened.Calls;

    private OpenAccess Opened => _open ?? throw new InvalidOperationException("The student's endpoint is open only while its run is worked on.");

    /// <inheritdoc/>
    public async Task<TunedModel> TuneAsync(TuningWork work, CancellationToken cancellationToken)
    {
        var opened = Opened;
        var tuned = await opened.Tuner.TuneAsync(work, cancellationToken).ConfigureAwait(false);
        opened.Account(tuned);
        return tuned;
    }

    /// <summary>Opens it for a run, until the result is disposed.</summary>
    /// <exception cref="GleanerException">A key's variable is not set, or the journal cannot be read.</exception>
    public IDisposable Open(RunContext context)
    {
        // The keys first: whatever is missing is said before anything is paid for.
        var endpoint = config.Endpoint.Open();
        var http = TuningClient(endpoint);
        var calls = ChatCalls.Open(endpoint, context.Directory.Files, context.Directory.Resolve(CallsPath), context.Time);
        var options = config.Tuning.Options with { Attempts = config.Endpoint.Calls.Retries + 1, FirstWait = config.Endpoint.Calls.RetryDelay };
        return _open = new OpenAccess(context, endpoint, http, calls, new OpenAiTuner(http, options, rules, context.Time), config.Tuning.Price, config.Endpoint.Model);
    }

    private HttpClient TuningClient(ChatEndpoint endpoint)
    {
        var key = config.Tuning.KeyVariable is { } variable ? Secret.FromEnvironment(variable, Environment.GetEnvironmentVariable)
            : config.Tuning.Address is null ? endpoint.Key
            : null;
        var address = (config.Tuning.Address ?? config.Endpoint.Address).AbsoluteUri.TrimEnd('/') + "/";
        var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key.Reveal());
        return http;
    }

    private sealed class OpenAccess(RunContext context, ChatEndpoint endpoint, HttpClient http, ChatCalls calls, OpenAiTuner tuner, decimal price, string model) : IDisposable
    {
        private readonly IRunFiles _files = context.Directory.Files;

        public ChatCalls Calls => calls;

        public OpenAiTuner Tuner => tuner;

        public void Account(TunedModel model)
        {
            var path = context.Directory.Resolve(TuningPath);
            var known = TuningFile.Read(_files, path)?.Models ?? ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
            new TuningFile(price, known).With(model).Write(_files, path);
        }

        public void Dispose()
        {
            SpendingFile.Of(model, calls.Ledger).Write(_files, context.Directory.Resolve(SpendingPath));
            calls.Dispose();
            http.Dispose();
            endpoint.Client.Dispose();
        }
    }
}
