using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Randomness;
using Gleaner.Runs;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>Checkpoint of a student behind a training API: where the server keeps its weights.</summary>
/// <param name="BaseModel">The base model's name.</param>
/// <param name="Seed">The seed of its adapters.</param>
/// <param name="State">Where weights are to train on from; empty before it has learnt anything.</param>
/// <param name="Sampler">Where weights are to sample from; empty before it has learnt anything.</param>
internal sealed record TinkerCheckpoint(string BaseModel, string Seed, string State, string Sampler)
{
    private const string FileName = "tinker.json";
    private const int MaxBytes = 1 << 16;

    /// <summary>A student that has learnt nothing.</summary>
    public static TinkerCheckpoint New(string baseModel, Seed seed) => new(baseModel, seed.Value.ToString(CultureInfo.InvariantCulture), "", "");

    /// <summary>Whether nothing was learnt yet.</summary>
    public bool IsBase => State.Length == 0;

    /// <summary>The seed of fresh adapters as servers take them: 31 bits.</summary>
    public long AdapterSeed => (long)(new Seed(ulong.Parse(Seed, CultureInfo.InvariantCulture)).Derive("adapters").Value & int.MaxValue);

    /// <summary>Saves it; the file appears as a whole.</summary>
    public void Save(string folder) =>
        new DiskRunFiles().Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, JsonDefaults.CamelCase));

    /// <summary>Reads it.</summary>
    /// <exception cref="GleanerException">The folder holds none, or that of a student with another base model.</exception>
    public static TinkerCheckpoint Load(string folder, string baseModel)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var checkpoint = StrictJson.Read<TinkerCheckpoint>(path, MaxBytes, JsonDefaults.CamelCase);
            return checkpoint is not { BaseModel: { } known, State: not null, Sampler: not null } || !ulong.TryParse(checkpoint.Seed, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? throw new GleanerException($"{path}: this is not a checkpoint of a student behind a training API: a member is missing.")
                : known == baseModel ? checkpoint
                : throw new GleanerException($"{path}: the checkpoint was made from the model {known}, not from {baseModel}.");
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{path}: this is not a checkpoint of a student behind a training API: {exception.Problem}.", exception);
        }
    }
}
