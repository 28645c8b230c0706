using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Runs;

namespace Gleaner.Trainers.Served;

/// <summary>Checkpoint of a served student: the name of its model, and of the model that it was made from.</summary>
/// <param name="BaseModel">The base model's name.</param>
/// <param name="Model">The model's name.</param>
internal sealed record ServedCheckpoint(string BaseModel, string Model)
{
    private const string FileName = "served.json";
    private const int MaxBytes = 1 << 16;

    /// <summary>Saves it; the file appears as a whole.</summary>
    public void Save(string folder) =>
        new DiskRunFiles().Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, JsonDefaults.CamelCase));

    /// <summary>Reads it.</summary>
    /// <exception cref="GleanerException">The folder holds none, or that of a student with another base model.</exception>
    public static ServedCheckpoint Load(string folder, string baseModel)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var checkpoint = StrictJson.Read<ServedCheckpoint>(path, MaxBytes, JsonDefaults.CamelCase);
            return checkpoint is not { BaseModel: { } known, Model: not null } ? throw new GleanerException($"{path}: this is not a checkpoint of a served student: 'baseModel' or 'model' is missing.")
                : known == baseModel ? checkpoint
                : throw new GleanerException($"{path}: the checkpoint was made from the model {known}, not from {baseModel}.");
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{path}: this is not a checkpoint of a served student: {exception.Problem}.", exception);
        }
    }
}
