using System.Collections.Immutable;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Students.Parameters;

/// <summary>What a student on the embedded decoder learns: all weights of its model, or adapters beside frozen ones.</summary>
internal abstract class StudentParameters
{
    /// <summary>The model's shape.</summary>
    public abstract DecoderConfig Config { get; }

    /// <summary>Says what is learned, so that a checkpoint of something else is told apart.</summary>
    public abstract string Description { get; }

    /// <summary>A snapshot to sample with.</summary>
    /// <param name="precision">How to hold it; what is trained stays as it is.</param>
    public abstract FrozenDecoder Freeze(WeightPrecision precision);

    /// <summary>A trainer that changes these parameters.</summary>
    public abstract Trainer CreateTrainer(TrainerOptions options);

    /// <summary>Saves a checkpoint, replacing one of that name.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="optimizer">The optimiser's memory, to go on training; null to leave it out.</param>
    /// <param name="metadata">Strings to keep with it.</param>
    /// <param name="addFiles">Writes further files into the folder that it is given.</param>
    public abstract void Save(string folder, OptimizerState? optimizer, IReadOnlyDictionary<string, string> metadata, Action<string> addFiles);

    /// <summary>The strings that were saved with a checkpoint.</summary>
    /// <exception cref="Decoder.Checkpoints.CheckpointException">The file is missing or damaged.</exception>
    public abstract ImmutableSortedDictionary<string, string> ReadMetadata(string folder);

    /// <summary>New parameters of the same shape with the values of a checkpoint.</summary>
    /// <exception cref="Decoder.Checkpoints.CheckpointException">The file is missing, damaged or of another shape.</exception>
    public abstract StudentParameters Load(string folder);

    /// <summary>Takes over the values and the optimiser's memory of a checkpoint.</summary>
    /// <returns>False if the checkpoint has no optimiser's memory; the parameters are then unspecified.</returns>
    /// <exception cref="Decoder.Checkpoints.CheckpointException">The file is missing, damaged or of another shape.</exception>
    public abstract bool TryRestore(string folder, OptimizerState optimizer);
}
