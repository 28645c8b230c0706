using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.Experiments.Reporting;
using Gleaner.IO.Json;
using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Notes;

namespace Gleaner.Viewer.Library;

/// <summary>A run that is being looked at: its index, its results, and its records, read from their lines.</summary>
internal sealed class ViewedRun : IAsyncDisposable
{
    private const int MostMade = 8;

    private readonly Lock _reading = new();
    private readonly CancellationTokenSource _closing = new();
    private Task<IndexState>? _update;
    private readonly ConcurrentDictionary<string, Pace> _paces = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Lock _computing = new();
    private readonly Dictionary<string, (long Version, object Value)> _made = new(StringComparer.Ordinal);
    private readonly BackgroundValue<object> _derived = new();
    private readonly BackgroundValue<RunResults> _readResults = new();
    private RunResults? _results;
    private string _resultsAsOf = "";

    /// <exception cref="GleanerException">The folder's run cannot be read.</exception>
    public ViewedRun(string id, string folder, IRunFiles files, IRunWorlds worlds, TimeProvider time)
    {
        (Id, Folder, Files, _time) = (id, folder, files, time);
        Index = RunIndex.Open(folder, files);
        Notes = new RunNotes(folder, files, time);
        Player = new RolloutPlayer(this, worlds, _closing.Token);
    }

    /// <summary>Names it in links.</summary>
    public string Id { get; }

    /// <summary>Its folder, absolute.</summary>
    public string Folder { get; }

    public IRunFiles Files { get; }

    public RunIndex Index { get; }

    /// <summary>What people noted.</summary>
    public RunNotes Notes { get; }

    /// <summary>Makes rollouts whole again.</summary>
    public RolloutPlayer Player { get; }

    /// <summary>Whether what the run has written is being taken in this moment.</summary>
    public bool IsRefreshing
    {
        get
        {
            lock (_reading)
            {
                return _update is { IsCompleted: false };
            }
        }
    }

    /// <summary>
    /// Takes in what the run has written since. Waits for it no longer than asked: a large run is indexed while its first pages are
    /// looked at.
    /// </summary>
    public async Task<IndexState> RefreshAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<IndexState> update;
        lock (_reading)
        {
            if (_update is not { IsCompleted: false })
            {
                _update = Task.Run(() => Index.UpdateAsync(_closing.Token), CancellationToken.None);
            }

            update = _update;
        }

        try
        {
            return await update.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Index.State;
        }
    }

    /// <summary>The results so far; read again when a stage has finished since. Reads every expert's trajectory: pages that can do without, do.</summary>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public RunResults Results()
    {
        lock (_computing)
        {
            var asOf = StagesFinished();
            if (_results is null || asOf != _resultsAsOf)
            {
                // Not compared with their hashes: one damaged file is not to cost the pages of all others. 'gleaner health' compares.
                (_results, _resultsAsOf) = (RunResults.Read(Folder, Files, CheckedFiles.None), asOf);
            }

            return _results;
        }
    }

    /// <summary>The results so far, read on a thread of their own; null if that takes longer than asked.</summary>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public Task<RunResults?> ResultsAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken) =>
        _readResults.GetAsync(StagesFinished, Results, patience, time, cancellationToken);

    /// <summary>Another text whenever the results are others: a stage has finished.</summary>
    public string ResultsVersion() => StagesFinished();

    /// <summary>Something that takes long to make of the results; made once for each state of them, on a thread of its own.</summary>
    /// <returns>What was made; null if that takes longer than asked.</returns>
    /// <exception cref="GleanerException">A file of the run is damaged.</exception>
    public async Task<T?> DeriveAsync<T>(Func<RunResults, T> make, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
        where T : class =>
        (T?)await _derived.GetAsync(StagesFinished, () => make(Results()), patience, time, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether something is still being made of the results.</summary>
    public bool IsDeriving => _derived.IsRunning || _readResults.IsRunning;

    /// <summary>What the run's manifest says.</summary>
    /// <exception cref="GleanerException">It is damaged.</exception>
    public RunManifest Manifest() => RunDirectory.ReadManifest(Folder, Files);

    /// <summary>Whether a method explores failures.</summary>
    public bool IsEef(string method) => Manifest().Display?.Methods.Any(display => display.Name == method && display.Role == MethodRole.Eef) ?? false;

    /// <summary>Something made of the index; made once for each state of it.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="make">Makes it.</param>
    public async Task<T> OfIndexAsync<T>(string key, Func<Task<T>> make)
        where T : class
    {
        var version = Index.State.Version;
        lock (_reading)
        {
            if (_made.TryGetValue(key, out var known) && known.Version == version && known.Value is T value)
            {
                return value;
            }
        }

        var made = await make().ConfigureAwait(false);
        lock (_reading)
        {
            if (_made.Count >= MostMade)
            {
                _made.Clear();
            }

            _made[key] = (version, made);
        }

        return made;
    }

    /// <summary>How fast a stage plays.</summary>
    public Pace Pace(string stage) => _paces.GetOrAdd(stage, _ => new Pace(_time));

    /// <summary>Says how the run stands: another text whenever it has gone on, by a rollout or by a stage that is finished.</summary>
    public string LiveVersion() => string.Create(
        CultureInfo.InvariantCulture, $"{Index.State.Version}-{Index.State.Rollouts}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(StagesFinished())).AsSpan(0, 4))}");

    /// <summary>Whether the run is not finished. One that was stopped is not finished either; nothing in its folder tells them apart.</summary>
    public bool IsLive() => Manifest().Finished is null;

    /// <summary>The bytes of a line.</summary>
    /// <exception cref="GleanerException">The file has changed since it was indexed.</exception>
    public async Task<byte[]> ReadLineAsync(LineAt line, CancellationToken cancellationToken)
    {
        var path = await Index.ReadAsync(index => index.PathOf(line.File), cancellationToken).ConfigureAwait(false)
            ?? throw new GleanerException("The run has changed; load the page again.");
        using var stream = Files.OpenRead(Path.Combine(Folder, path));
        if (line.Offset + line.Length > stream.Length)
        {
            throw new GleanerException("The run has changed; load the page again.");
        }

        stream.Position = line.Offset;
        var bytes = new byte[line.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>What a line holds.</summary>
    /// <exception cref="GleanerException">The line does not hold that.</exception>
    public async Task<T> ReadAsync<T>(LineAt line, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(await ReadLineAsync(line, cancellationToken).ConfigureAwait(false), JsonDefaults.Line)
                ?? throw new GleanerException("A record of the run is null.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"A record of the run cannot be read: {JsonProblems.Describe(exception)}. The run has changed, or is of another version of Gleaner.", exception);
        }
    }

    /// <summary>An expert's trajectory.</summary>
    /// <exception cref="GleanerException">The line holds none.</exception>
    public async Task<Trajectory> ReadTrajectoryAsync(LineAt line, CancellationToken cancellationToken) =>
        TrajectoryJsonLines.Read(new MemoryStream(await ReadLineAsync(line, cancellationToken).ConfigureAwait(false)), "the trajectory").Single();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await (_update ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or GleanerException)
        {
            // It was told to stop.
        }

        await Player.DisposeAsync().ConfigureAwait(false);
        Index.Dispose();
        _closing.Dispose();
    }

    private string StagesFinished()
    {
        var manifest = RunDirectory.ReadManifest(Folder, Files);
        var finder = new RunFileFinder(Folder, Files);
        var stages =
            from method in finder.Methods(manifest)
            let finished = Enumerable.Range(1, method.Method.Iterations)
                .TakeWhile(number => Files.Exists(Path.Combine(Folder, RunLayout.Iteration(method.Folder, number), RunLayout.MetricsFile)))
                .Count()
            select $"{method.Folder}:{finished}";
        var experts = Files.Folders(Path.Combine(Folder, "experts")).Where(name => Files.Exists(Path.Combine(Folder, "experts", name, RunLayout.CollectionFile)));
        return string.Join('|', [manifest.Finished?.ToString("O") ?? "", .. stages, .. experts]);
    }
}

/// <summary>Something that takes long: computed on a thread of its own, once for each state of what it is computed from.</summary>
internal sealed class BackgroundValue<T>
    where T : class
{
    private readonly Lock _lock = new();
    private Task<T>? _computing;
    private string _asOf = "";

    /// <summary>Whether it is being computed.</summary>
    public bool IsRunning => Volatile.Read(ref _computing) is { IsCompleted: false };

    /// <summary>The value; null if it takes longer than asked, and then it is computed to its end all the same.</summary>
    /// <param name="asOf">Another text for each state.</param>
    /// <param name="compute">Computes it.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<T?> GetAsync(Func<string> asOf, Func<T> compute, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<T> computing;
        lock (_lock)
        {
            var state = asOf();
            if (_computing is null || _asOf != state)
            {
                (_computing, _asOf) = (Task.Run(compute, CancellationToken.None), state);
            }

            computing = _computing;
        }

        try
        {
            return await computing.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
