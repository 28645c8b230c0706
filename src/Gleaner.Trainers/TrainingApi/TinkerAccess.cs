using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Collecting;
using Gleaner.Endpoints.Spending;
using Gleaner.Runs;
using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// The way to a training server, open while a run is worked on: one client, one session, the journals of what was sampled and trained, one budget for both. Thread-safe
/// but for training, which there is one of at a time.
/// </summary>
public sealed class TinkerAccess : IDisposable
{
    private const string Folder = "student";

    private readonly SemaphoreSlim _opening = new(1);
    private readonly IRunFiles _files;
    private readonly string _root;
    private readonly TinkerAccessOptions _options;
    private readonly CallJournal _calls;
    private TinkerSession? _session;

    private TinkerAccess(TinkerAccessOptions options, IRunFiles files, string root, TimeProvider clock)
    {
        _options = options;
        _files = files;
        _root = root;
        _calls = CallJournal.Open(files, PathOf("calls.jsonl"));
        Journal = TrainingJournal.Open(files, PathOf("training.jsonl"));
        var prices = new PriceList(options.Prices.Prompt, options.Prices.Prompt, options.Prices.Sample);
        Samples = new SampleCalls(this, _calls, prices, options.Parallel);
        var total = Samples.Ledger.Total;
        Budget = new Budget(options.Budget, prices, new Spent(total.Calls, total.Tokens.Total, total.Cost) + SpentOn(Journal.Events.Count(one => one.Tokens is not null), Journal.TrainedTokens));
        Client = new TinkerClient(options.Server, clock);
    }

    /// <summary>The client.</summary>
    public TinkerClient Client { get; }

    internal SampleCalls Samples { get; }

    internal TrainingJournal Journal { get; }

    internal Budget Budget { get; }

    /// <summary>Opens it for a run.</summary>
    /// <param name="options">Which server, and what it costs.</param>
    /// <param name="files">Where files lie.</param>
    /// <param name="folder">The run's folder, absolute: the journals are in <c>student</c> in it.</param>
    /// <param name="clock">The clock of all waiting.</param>
    /// <exception cref="GleanerException">A journal cannot be read.</exception>
    public static TinkerAccess Open(TinkerAccessOptions options, IRunFiles files, string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TinkerAccess(options, files, folder, clock);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SpendingFile.Of(_options.Model, Samples.Ledger).Write(_files, PathOf("spending.json"));
        if (_session is { } session)
        {
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        Client.Dispose();
        Journal.Dispose();
        _calls.Dispose();
        Samples.Dispose();
        _opening.Dispose();
    }

    /// <summary>What a step's tokens take of the budget.</summary>
    internal Spent SpentOn(int steps, long tokens) => new(steps, tokens, _options.Prices.CostOfTraining(tokens));

    /// <summary>Makes a model; a session that the server has lost is opened anew.</summary>
    internal async Task<TinkerModel> CreateModelAsync(string baseModel, TinkerLora lora, CancellationToken cancellationToken)
    {
        try
        {
            return await (await SessionAsync(null, cancellationToken).ConfigureAwait(false)).CreateModelAsync(baseModel, lora, cancellationToken).ConfigureAwait(false);
        }
        catch (TinkerException failure) when (failure.Failure == TinkerFailure.Lost)
        {
            return await (await SessionAsync(_session, cancellationToken).ConfigureAwait(false)).CreateModelAsync(baseModel, lora, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells of a learning that is done.</summary>
    internal void Account(string sampler, long tokens) => _options.OnLearnt?.Invoke(sampler, tokens);

    private string PathOf(string name) => Path.Combine(_root, Folder, name);

    private async Task<TinkerSession> SessionAsync(TinkerSession? lost, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_session is { IsLost: false } session && session != lost)
            {
                return session;
            }

            var before = _session;
            _session = await Client.OpenSessionAsync(["gleaner"], cancellationToken).ConfigureAwait(false);
            if (before is not null)
            {
                await before.DisposeAsync().ConfigureAwait(false);
            }

            return _session;
        }
        finally
        {
            _opening.Release();
        }
    }
}

/// <summary>A training server, and what it costs.</summary>
/// <param name="Server">Where it is, and how it is dealt with.</param>
/// <param name="Model">The base model's name, for the account.</param>
public sealed record TinkerAccessOptions(TinkerOptions Server, string Model)
{
    /// <summary>Sequences sampled at once, at least 1. Default 32.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>What tokens cost.</summary>
    public TrainingPrices Prices { get; init; } = TrainingPrices.Free;

    /// <summary>Told where the weights of a learning are that is done, and how many tokens it took, those of steps that had to be made again included; null for nobody.</summary>
    public Action<string, long>? OnLearnt { get; init; }

    /// <summary>What may be spent at most, sampled and trained together, in all processes of the run; a call is a sequence sampled or a step.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;
}
