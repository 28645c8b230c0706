using System.Text.Json.Nodes;

namespace Gleaner.Runs;

/// <summary>Which files of a run are compared with their hashes before the run is read.</summary>
public enum CheckedFiles
{
    /// <summary>None: this process has written or checked them.</summary>
    None,

    /// <summary>All but those of checkpoints, which tables and exports do not need.</summary>
    AllButCheckpoints,

    /// <summary>All.</summary>
    All,
}

/// <summary>
/// Compares the files of a run with the hashes that the records of its finished stages hold. What may change is in no record, and so is
/// not compared: <c>seconds.json</c>, <c>report.html</c>, the lock, what a stage that is not finished works with (its journal,
/// <c>training/</c>), and the journals and accounts of calls to endpoints, which further calls are added to.
/// </summary>
public sealed class RunCheck
{
    private readonly IRunFiles _files;
    private readonly bool _withCheckpoints;
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);

    private RunCheck(IRunFiles files, bool withCheckpoints) => (_files, _withCheckpoints) = (files, withCheckpoints);

    /// <summary>Checks a run. Every file is read once, as a stream.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="which">Which files.</param>
    /// <returns>How many files were compared; 0 for a run that was made before there were hashes.</returns>
    /// <exception cref="GleanerException">A file is missing, cut short or changed; the message names it and says what to do.</exception>
    public static int Of(string path, IRunFiles files, CheckedFiles which)
    {
        if (which == CheckedFiles.None)
        {
            return 0;
        }

        var check = new RunCheck(files, which == CheckedFiles.All);
        check.CheckFilesOf<RunManifest>(Path.Combine(path, RunLayout.Manifest));

        // Also of a run that is not finished, whose manifest does not name its stages yet.
        foreach (var record in files.FilesIn(path).Where(RunLayout.IsStageRecord))
        {
            check.CheckRecord(Path.Combine(path, record));
        }

        return check._checked.Count;
    }

    /// <summary>Reads the record of a finished stage, and checks the files that belong to it, also those of stages that it sums up.</summary>
    internal static T ReadStage<T>(IRunFiles files, string record) => new RunCheck(files, withCheckpoints: true).CheckFilesOf<T>(record);

    /// <summary>Compares a file with its hash.</summary>
    /// <param name="files">How files are reached.</param>
    /// <param name="path">The file.</param>
    /// <param name="hash">What it was.</param>
    /// <param name="record">The record that says so.</param>
    internal static void CheckFile(IRunFiles files, string path, FileHash hash, string record)
    {
        var owner = Path.GetFileName(record) == RunLayout.Manifest ? path : record;
        if (!files.Exists(path))
        {
            throw new GleanerException($"{path}: the file is missing, but {record} says that it was written. {RunRemedy.For(path, owner)}");
        }

        using var stream = files.OpenRead(path);
        var fault = stream.Length != hash.Length ? $"it has {stream.Length} bytes, and had {hash.Length}"
            : FileHash.Of(stream) != hash ? $"its SHA-256 is not the one in {Path.GetFileName(record)}"
            : null;
        if (fault is not null)
        {
            throw new GleanerException($"{path}: the file has changed since it was written: {fault}. {RunRemedy.For(path, owner)}");
        }
    }

    // Of a record that is summed up elsewhere nothing is wanted but its hashes.
    private void CheckRecord(string record)
    {
        if (_records.Add(record))
        {
            CheckFilesOf<JsonObject>(record);
        }
    }

    private T CheckFilesOf<T>(string record)
    {
        var (value, hashes) = SealedRecord.Read<T>(_files, record);
        var folder = Path.GetDirectoryName(record)!;
        foreach (var (name, hash) in hashes ?? SealedRecord.NoFiles)
        {
            var path = Path.Combine(folder, name);
            if ((_withCheckpoints || !RunLayout.IsInCheckpoint(path)) && _checked.Add(path))
            {
                CheckFile(_files, path, hash, record);
                if (RunLayout.IsStageRecord(path))
                {
                    CheckRecord(path);
                }
            }
        }

        return value;
    }
}
