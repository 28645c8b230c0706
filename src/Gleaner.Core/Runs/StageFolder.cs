using System.Collections.Immutable;
using Gleaner.Students;

namespace Gleaner.Runs;

/// <summary>The folder of one or more stages: says which are finished, and finishes them.</summary>
internal sealed class StageFolder(RunContext context, string folder)
{
    private IRunFiles Files => context.Directory.Files;

    /// <summary>The absolute path of a file of the stage.</summary>
    public string Locate(string name) => context.Directory.Resolve($"{folder}/{name}");

    /// <summary>The journal that belongs to a file of records, while the stage is not finished.</summary>
    public string LocateJournal(string recordsFile) => Locate(Path.ChangeExtension(recordsFile, ".journal"));

    /// <summary>What a student is given to learn in this stage.</summary>
    public LearningContext LearningContext(RunStage stage) => new()
    {
        Progress = new LearningReporter(context, stage),
        WorkFolder = Locate(RunLayout.TrainingFolder),
        Time = context.Time,
    };

    /// <summary>Deletes a journal; all that was in it is in a finished file.</summary>
    public void DeleteJournal(string recordsFile) => Files.Delete(LocateJournal(recordsFile));

    /// <summary>Deletes the state of a training that has ended in a checkpoint.</summary>
    public void DeleteTraining() => Files.DeleteFolder(Locate(RunLayout.TrainingFolder));

    public bool IsFinished(string metricsFile) => Files.Exists(Locate(metricsFile));

    /// <summary>Reads what a finished stage came to, after a check of its files.</summary>
    /// <exception cref="GleanerException">One of them is missing, cut short or changed.</exception>
    public T Read<T>(string metricsFile) => RunCheck.ReadStage<T>(Files, Locate(metricsFile));

    /// <summary>Writes what a stage came to, and so says that it is finished.</summary>
    /// <param name="metricsFile">The stage's record.</param>
    /// <param name="metrics">What it came to.</param>
    /// <param name="results">The files and folders that hold its results, by name; those that it did not write are left out.</param>
    public void Finish<T>(string metricsFile, T metrics, IEnumerable<string> results) => SealedRecord.Write(
        Files,
        Locate(metricsFile),
        metrics,
        results.SelectMany(FilesOf).ToImmutableSortedDictionary(name => name, name => FileHash.Of(Files, Locate(name)), StringComparer.Ordinal));

    /// <summary>
    /// Does the work of a stage and writes its metrics last, or reads them if the stage is finished. Work that was interrupted is
    /// done again from the start, save for what it took care to journal.
    /// </summary>
    /// <param name="stage">The stage, for the observer.</param>
    /// <param name="metricsFile">The file that says that the stage is finished.</param>
    /// <param name="results">The files and folders that hold its results, by name: their hashes are kept in <paramref name="metricsFile"/>.</param>
    /// <param name="cleanUp">Deletes what is no longer needed once the stage is finished; null for nothing.</param>
    /// <param name="progress">The final counts in the metrics.</param>
    /// <param name="work">The work.</param>
    public async Task<T> CompleteAsync<T>(
        RunStage stage, string metricsFile, IReadOnlyList<string> results, Action? cleanUp, Func<T, StageProgress> progress, Func<Task<T>> work)
    {
        context.Observer.StageStarted(stage);
        var wasRestored = IsFinished(metricsFile);
        var started = context.Time.GetTimestamp();
        var metrics = wasRestored
            ? Read<T>(metricsFile)
            : await WorkAsync(stage.Kind, metricsFile, results, work).ConfigureAwait(false);
        cleanUp?.Invoke();
        var seconds = context.Time.GetElapsedTime(started).TotalSeconds;
        context.Observer.StageFinished(stage, new StageResult(progress(metrics), wasRestored, seconds));
        return metrics;
    }

    private async Task<T> WorkAsync<T>(StageKind kind, string metricsFile, IReadOnlyList<string> results, Func<Task<T>> work)
    {
        var started = context.Time.GetTimestamp();
        try
        {
            var metrics = await work().ConfigureAwait(false);
            AddSeconds(kind, started);
            Finish(metricsFile, metrics, results);
            return metrics;
        }
        catch (OperationCanceledException)
        {
            AddSeconds(kind, started);
            throw;
        }
    }

    private IEnumerable<string> FilesOf(string name) =>
        Files.Exists(Locate(name)) ? [name] : Files.FilesIn(Locate(name)).Select(file => $"{name}/{file}");

    private void AddSeconds(StageKind kind, long started)
    {
        var path = Locate(RunLayout.SecondsFile);
        var before = Files.Exists(path) ? Files.ReadJson<StageSeconds>(path) : default;
        Files.WriteJson(path, before.Add(kind, context.Time.GetElapsedTime(started).TotalSeconds));
    }
}
