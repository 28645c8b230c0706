using System.Collections.Immutable;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Collecting;
using Gleaner.Endpoints.Kinds;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.Trainers.Kinds;

/// <summary>
/// The way to a student's servers, open while a run is worked on. Its calls are journalled and accounted for in one place of the
/// run, whichever model answers them.
/// </summary>
/// <param name="config">What the configuration says of the student.</param>
/// <param name="rules">What the student is told about the environment.</param>
internal sealed class StudentAccess(EndpointStudentConfig config, string rules) : IModelTuner
{
    /// <summary>What the calls took, in the run's folder.</summary>
    public const string SpendingPath = SpendingNotes.StudentPath;

    /// <summary>Every answered call, in the run's folder.</summary>
    public const string CallsPath = "student/calls.jsonl";

    /// <summary>What its tuning took, in the run's folder.</summary>
    public const string TuningPath = "student/tuning.json";

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

    /// <inheritdoc/>
    public Task ServeAsync(string model, CancellationToken cancellationToken) => Opened.Tuner.ServeAsync(model, cancellationToken);

    /// <summary>Opens it for a run, until the result is disposed.</summary>
    /// <exception cref="GleanerException">A key's variable is not set, or the journal cannot be read.</exception>
    public IDisposable Open(RunContext context)
    {
        // The keys first: whatever is missing is said before anything is paid for.
        var endpoint = config.Endpoint.Open();
        var tuner = config.Tuning.Open(config.Endpoint, endpoint, rules, context);
        var calls = ChatCalls.Open(endpoint, context.Directory.Files, context.Directory.Resolve(CallsPath), context.Time);
        return _open = new OpenAccess(context, endpoint, tuner, calls, config.Tuning.Price, config.Endpoint.Model);
    }

    private sealed class OpenAccess(RunContext context, ChatEndpoint endpoint, OpenTuner tuner, ChatCalls calls, decimal price, string model) : IDisposable
    {
        private readonly IRunFiles _files = context.Directory.Files;

        public ChatCalls Calls => calls;

        public IModelTuner Tuner => tuner.Tuner;

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
            tuner.Dispose();
            endpoint.Client.Dispose();
        }
    }
}
