namespace Gleaner.Runs;

/// <summary>What to do about a damaged file of a run.</summary>
internal static class RunRemedy
{
    /// <summary>A sentence of advice.</summary>
    /// <param name="path">The damaged file.</param>
    /// <param name="record">The record of the stage that it belongs to; the file itself if left out.</param>
    public static string For(string path, string? record = null)
    {
        record ??= path;
        if (Path.GetFileName(path) == RunLayout.Manifest)
        {
            return "Restore it from a backup; without it the run can be neither read nor resumed.";
        }

        if (!RunLayout.IsStageRecord(record))
        {
            return "Restore it from a backup, or delete it and resume the run, which writes it again.";
        }

        // In an expert's folder lie several stages, and perhaps answers that were paid for: only the stage itself is to go.
        var folder = Path.GetDirectoryName(record)!;
        var stage = Path.GetFileName(Path.GetDirectoryName(folder)) == RunLayout.ExpertsFolder ? record : folder;
        return $"Restore it from a backup, or delete {stage} and resume the run, which computes this stage again.";
    }
}
