using System.Text.Json;

namespace Gleaner.Trainers.OpenAi;

/// <summary>What is kept of a job, so that a killed program goes on with it and pays for nothing twice.</summary>
/// <param name="DataHash">SHA-256 of the training file.</param>
/// <param name="Model">The model that is tuned.</param>
/// <param name="FileId">Id of the uploaded file; null until it is uploaded.</param>
/// <param name="JobId">Id of the job; null until it is made.</param>
public sealed record FineTuningState(string DataHash, string Model, string? FileId, string? JobId)
{
    /// <summary>Reads a state.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="GleanerException">The file is damaged.</exception>
    internal static FineTuningState? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<FineTuningState>(File.ReadAllText(path))
                ?? throw new GleanerException($"{path}: the file holds null; delete it to start over.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{path}: this is not the state of a fine-tuning job ({exception.Message}); delete it to start over.", exception);
        }
    }

    internal void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this));
        File.Move(temporary, path, overwrite: true);
    }
}
