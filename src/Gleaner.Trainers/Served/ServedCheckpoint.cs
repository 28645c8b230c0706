using System.Text.Json;
using Gleaner.Runs;

namespace Gleaner.Trainers.Served;

/// <summary>Checkpoint of a served student: the name of its model, and of the model that it was made from.</summary>
/// <param name="BaseModel">The base model's name.</param>
/// <param name="Model">The model's name.</param>
internal sealed record ServedCheckpoint(string BaseModel, string Model)
{
    private const string FileName = "served.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Saves it; the file appears as a whole.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        new DiskRunFiles().Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, Json));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="GleanerException">The folder holds none, or that of a student with another base model.</exception>
    public static ServedCheckpoint Load(string folder, string baseModel)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var checkpoint = JsonSerializer.Deserialize<ServedCheckpoint>(File.ReadAllText(path), Json);
            return checkpoint is not { BaseModel: { } known, Model: not null } ? throw new JsonException("'baseModel' or 'model' is missing.")
                : known == baseModel ? checkpoint
                : throw new GleanerException($"{path}: the checkpoint was made from the model {known}, not from {baseModel}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GleanerException($"{path}: this is not a checkpoint of a served student: {exception.Message}", exception);
        }
    }
}
