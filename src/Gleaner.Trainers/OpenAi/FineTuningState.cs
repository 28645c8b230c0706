using System.Text.Json;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Trainers.OpenAi;

/// <summary>What is kept of a job, so that a killed program goes on with it and pays for nothing twice.</summary>
/// <param name="DataHash">SHA-256 of the training file.</param>
/// <param name="Model">The model that is tuned.</param>
/// <param name="FileId">Id of the uploaded file; null until it is uploaded.</param>
/// <param name="JobId">Id of the job; null until it is made.</param>
public sealed record FineTuningState(string DataHash, string Model, string? FileId, string? JobId)
{
    private const int MaxBytes = 1 << 16;

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
            return StrictJson.Read<FineTuningState>(path, MaxBytes);
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{path}: this is not the state of a fine-tuning job ({exception.Problem}); delete it to start over.", exception);
        }
    }

    internal void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this));
}
