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

    // How far the index has come is looked up less often than it moves: that opens every file.
    private const int BatchesBetweenLooks = 16;

    private readonly string _folder;
    private readonly IRunFiles _files;
    private readonly IndexDatabase _database;
    private readonly IndexWriter _writer;
    private readonly SemaphoreSlim _updating = new(1, 1);
    private bool _hasTasks;
    private long _version = 1;

    private RunIndex(string folder, IRunFiles files, IndexDatabase database)
    {
        (_folder, _files, _database) = (folder, files, database);
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
                while (await AdvanceAsync(file, unreadable, cancellationToken).ConfigureAwait(false))
                {
                    if (++_version % BatchesBetweenLooks == 0)
                    {
                        await MeasureAsync(found, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            await MeasureAsync(found, cancellationToken).ConfigureAwait(false);
            // What cannot be read is not waited for.
            return State = unreadable.Count == 0 ? State : State with { Unreadable = unreadable, PendingBytes = 0 };
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
    public Task<T> ReadAsync<T>(Func<IndexDatabase, T> read, CancellationToken cancellationToken) => _database.UseAsync(read, cancellationToken);

    public void Dispose()
    {
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

    private async Task<bool> AdvanceAsync(RunFile file, List<string> unreadable, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.UseAsync(index => _writer.Advance(index, file), cancellationToken).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            // A journal may have been finished this moment: the next update finds the file that took its place, and takes this back.
            unreadable.Add(exception.Message);
            return false;
        }
    }

    private async Task MeasureAsync(IReadOnlyList<RunFile> found, CancellationToken cancellationToken) => State = await _database.UseAsync(
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
            return new IndexState(_version, index.Long("SELECT coalesce(max(n), 0) FROM rollouts"), pending, total, damaged);
        },
        cancellationToken).ConfigureAwait(false);
}
