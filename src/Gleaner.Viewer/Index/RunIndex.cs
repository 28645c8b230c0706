using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Runs;
using Microsoft.Data.Sqlite;

namespace Gleaner.Viewer.Index;

/// <summary>
/// The index of a run: which rollouts there are, where each stands in the run's files, and what came of it. Built when the run is
/// first looked at, and kept up with a run that goes on: only what was appended since is read.
/// </summary>
internal sealed class RunIndex : IDisposable
{
    /// <summary>The file beside the run.</summary>
    public const string FileName = "viewer-index.sqlite";

    // So many batches are a transaction. A small one costs more: whatever it changes is written twice, and its words are merged with others later. A large one is not
    // seen for long. How far the index has come is looked up as often: that opens every file.
    private const int BatchesTogether = 4;

    private readonly string _folder;
    private readonly IRunFiles _files;
    private readonly IndexDatabase _database;
    private readonly IndexDatabase _reader;
    private readonly IndexWriter _writer;
    private readonly SemaphoreSlim _updating = new(1, 1);
    private bool _hasTasks;
    private bool _isSorted;
    private long _version = 1;

    private RunIndex(string folder, IRunFiles files, IndexDatabase database)
    {
        (_folder, _files, _database, _reader) = (folder, files, database, database.OpenReader());
        _writer = new IndexWriter(folder, files);
        State = new IndexState(0, 0, 1, 1, []);
    }

    /// <summary>How far it has come, as of the last update.</summary>
    public IndexState State { get; private set; }

    /// <summary>Why the index is not kept beside the run; null if it is.</summary>
    public string? Problem => _database.Problem;

    /// <summary>Opens a run's index, or begins it.</summary>
    /// <exception cref="GleanerException">The folder holds no run.</exception>
    public static RunIndex Open(string folder, IRunFiles files)
    {
        var manifest = RunDirectory.ReadManifest(folder, files);
        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{manifest.Identity.ConfigurationHash}|{manifest.Identity.CodeHash}|{manifest.Started:O}"))));
        return new RunIndex(folder, files, IndexDatabase.Open(Path.Combine(folder, FileName), identity));
    }

    /// <summary>Takes in what the run has written since, in pieces between which pages can be served.</summary>
    /// <returns>The state after it.</returns>
    public async Task<IndexState> UpdateAsync(CancellationToken cancellationToken)
    {
        await _updating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var manifest = RunDirectory.ReadManifest(_folder, _files);
            var finder = new RunFileFinder(_folder, _files);
            var methods = finder.Methods(manifest);
            await _database.UseAsync(index => Begin(index, methods), cancellationToken).ConfigureAwait(false);
            var found = finder.Find(methods).ToList();
            await MeasureAsync(found, cancellationToken).ConfigureAwait(false);
            var unreadable = new List<string>();
            foreach (var file in found)
            {
                await TakeAsync(file, found, unreadable, cancellationToken).ConfigureAwait(false);
            }

            await SortAsync(cancellationToken).ConfigureAwait(false);
            await MeasureAsync(found, cancellationToken).ConfigureAwait(false);
            var journals = await _database.UseAsync(index => JournalState.Of(index, found, methods), cancellationToken).ConfigureAwait(false);
            // What cannot be read is not waited for.
            return State = State with { Journals = journals, Unreadable = unreadable, PendingBytes = unreadable.Count == 0 ? State.PendingBytes : 0 };
        }
        catch (SqliteException exception)
        {
            throw new GleanerException($"{Path.Combine(_folder, FileName)}: the index cannot be kept up: {exception.Message} It can be deleted at any time.", exception);
        }
        finally
        {
            _updating.Release();
        }
    }

    /// <summary>Asks the index.</summary>
    public Task<T> ReadAsync<T>(Func<IndexDatabase, T> read, CancellationToken cancellationToken) => _reader.UseAsync(read, cancellationToken);

    public void Dispose()
    {
        if (_reader != _database)
        {
            _reader.Dispose();
        }

        _database.Dispose();
        _updating.Dispose();
    }

    private bool Begin(IndexDatabase index, IReadOnlyList<(string Folder, ulong Seed, MethodDescription Method)> methods)
    {
        foreach (var (folder, seed, method) in methods)
        {
            index.Execute(
                "INSERT OR IGNORE INTO tracks(folder, method, seed) VALUES(@0, @1, @2)", folder, method.Name, seed.ToString(CultureInfo.InvariantCulture));
        }

        // Splits and texts are there before anything is played, and stay as they are.
        if (_hasTasks || methods.Count == 0)
        {
            return true;
        }

        _hasTasks = true;
        var training = RunDirectory.ReadSplit(_folder, methods[0].Method.Training, _files);
        _writer.TakeTasks(index, [.. training?.Tasks.Select(task => task.Value) ?? []], RunDirectory.ReadTaskTexts(_folder, _files));
        return true;
    }

    private async Task TakeAsync(RunFile file, IReadOnlyList<RunFile> found, List<string> unreadable, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = _files.OpenRead(Path.Combine(_folder, file.Path));
            var place = await _database.UseAsync(index => _writer.Locate(index, file, stream), cancellationToken).ConfigureAwait(false);
            if (place.IsAnother)
            {
                await ReplaceAsync(file, place, stream, found, cancellationToken).ConfigureAwait(false);
            }
            else if (place.Offset < stream.Length)
            {
                await TakeAsync(file, place.File, new BatchReader(file, stream, place), found, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GleanerException exception)
        {
            // A journal may have been finished this moment: the next update finds the file that took its place, and takes this back.
            unreadable.Add(exception.Message);
        }
    }

    // A stage that has finished: pages see its rollouts as they were in its journal, until they see them all as they are in its file.
    private async Task ReplaceAsync(RunFile file, FilePlace place, Stream stream, IReadOnlyList<RunFile> found, CancellationToken cancellationToken)
    {
        try
        {
            await _database.AtomicallyAsync(async () =>
            {
                await _database.UseAsync(index => IndexWriter.Forget(index, file, place.File, stream), cancellationToken).ConfigureAwait(false);
                await TakeAsync(file, place.File, new BatchReader(file, stream, place), found, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch
        {
            _writer.ForgetNumbers();
            throw;
        }

        _version++;
    }

    private async Task SortAsync(CancellationToken cancellationToken)
    {
        foreach (var order in _isSorted ? [] : IndexSchema.Orders)
        {
            await _database.UseAsync(index => index.Execute(order), cancellationToken).ConfigureAwait(false);
        }

        _isSorted = true;
    }

    // While one batch is written, the next one is read.
    private async Task TakeAsync(RunFile file, int number, BatchReader reader, IReadOnlyList<RunFile> found, CancellationToken cancellationToken)
    {
        var (writing, batches) = (Task.CompletedTask, 0);
        try
        {
            while (reader.Read() is { } batch)
            {
                await writing.ConfigureAwait(false);
                var isLast = ++batches % BatchesTogether == 0;
                writing = Task.Run(() => _database.UseAsync(index => Write(index, file, number, batch, isLast), cancellationToken), CancellationToken.None);
                if (isLast)
                {
                    await MeasureAsync(found, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // What was read before something that cannot be read is kept.
            await EndAsync(writing).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(Task writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
            await _database.UseAsync(Commit, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await _database.UseAsync(index => index.Rollback(), CancellationToken.None).ConfigureAwait(false);
            _writer.ForgetNumbers();
            throw;
        }
    }

    private bool Write(IndexDatabase index, RunFile file, int number, IndexBatch batch, bool isLast)
    {
        index.Begin();
        _writer.Write(index, file, number, batch);
        return isLast && Commit(index);
    }

    // The version changes with what pages see of the index, and not before: what they keep by it would be of the state before.
    private bool Commit(IndexDatabase index)
    {
        var isSeen = index.Commit();
        _version += isSeen ? 1 : 0;
        return isSeen;
    }

    private async Task MeasureAsync(IReadOnlyList<RunFile> found, CancellationToken cancellationToken) => State = await _reader.UseAsync(
        index =>
        {
            long pending = 0, total = 0;
            try
            {
                (pending, total) = _writer.Measure(index, found);
            }
            catch (GleanerException)
            {
                // A file went while it was measured; the next update counts again.
            }

            var damaged = index.Rows(
                row => new DamagedLine(row.GetString(0), row.GetInt64(1), row.GetString(2)),
                "SELECT files.path, damaged.line, problem FROM damaged JOIN files ON files.n = damaged.file LIMIT 20");
            return State with
            {
                Version = _version, Rollouts = index.Rollouts(), PendingBytes = pending, TotalBytes = total, Damaged = damaged, Unreadable = [],
            };
        },
        cancellationToken).ConfigureAwait(false);
}
