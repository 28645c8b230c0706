using System.Collections.Immutable;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.IO;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>
/// A decoder on disk: a folder with <c>config.json</c>, <c>model.safetensors</c> and, to resume training,
/// <c>optimizer.safetensors</c>. The folder appears as a whole or not at all.
/// </summary>
public static class DecoderCheckpoint
{
    private const string ModelFile = "model.safetensors";

    /// <summary>Saves a model, replacing a checkpoint of that name.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">The optimiser's memory, to resume training; null to leave it out.</param>
    /// <param name="metadata">Strings to keep with the weights, such as the vocabulary's hash; null for none.</param>
    /// <param name="addFiles">Writes further files that belong to the checkpoint into the folder it is given, before all appear together; null for none.</param>
    public static void Save(
        string folder,
        DecoderModel model,
        OptimizerState? optimizer = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        Action<string>? addFiles = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        AtomicFolder.Replace(folder, temporary =>
        {
            ConfigFile.Write(temporary, model.Config);
            SafetensorsWriter.Write(Path.Combine(temporary, ModelFile), TensorFiles.Named(model.Parameters), metadata);
            if (optimizer is not null)
            {
                OptimizerFile.Write(temporary, optimizer);
            }

            addFiles?.Invoke(temporary);
        });
    }

    /// <summary>Loads the model. Memory is taken only after every tensor's name and shape has been checked against the file.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or not of the model that <c>config.json</c> describes.</exception>
    public static DecoderModel LoadModel(string folder)
    {
        folder = AtomicFolder.Find(folder);
        var config = ConfigFile.Read(folder);
        using var file = SafetensorsFile.Open(Path.Combine(folder, ModelFile));
        CheckShapes(file, config);
        var model = DecoderModel.CreateZeroed(config);
        TensorFiles.ReadInto(file, model.Parameters);
        return model;
    }

    /// <summary>
    /// Where a checkpoint lies: in its folder, or beside it if its last replacement was cut short. Null if there is none.
    /// </summary>
    public static string? Locate(string folder)
    {
        folder = AtomicFolder.Find(folder);
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>The strings that were saved with the weights.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public static ImmutableSortedDictionary<string, string> ReadMetadata(string folder)
    {
        using var file = SafetensorsFile.Open(Path.Combine(AtomicFolder.Find(folder), ModelFile));
        return file.Metadata;
    }

    /// <summary>Restores the optimiser's memory.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="optimizer">Receives it; must belong to a model of the same shape.</param>
    /// <returns>False, and nothing is changed, if the checkpoint was saved without it.</returns>
    /// <exception cref="CheckpointException">The file is damaged or of another model; the state may be partly overwritten.</exception>
    public static bool TryLoadOptimizer(string folder, OptimizerState optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return OptimizerFile.TryRead(AtomicFolder.Find(folder), optimizer);
    }

    private static void CheckShapes(SafetensorsFile file, DecoderConfig config)
    {
        // Before the layout is made: a false number of layers would make a layout of any size.
        if (config.Layers > file.Tensors.Length)
        {
            throw new CheckpointException(file.FilePath, $"it has {file.Tensors.Length} tensors, too few for the {config.Layers} layers of its configuration");
        }

        try
        {
            TensorFiles.CheckShapes(file, new ParameterLayout(config));
        }
        catch (OverflowException e)
        {
            throw new CheckpointException(file.FilePath, "its configuration describes a tensor too large to be loaded", e);
        }
    }
}

/// <summary>A checkpoint file that cannot be used: damaged, truncated, hostile, or not what was asked for.</summary>
public sealed class CheckpointException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">Path of the file at fault.</param>
    /// <param name="reason">What is wrong with it, a clause without a full stop.</param>
    /// <param name="innerException">The error beneath it, if any.</param>
    public CheckpointException(string file, string reason, Exception? innerException = null)
        : base($"Checkpoint file '{file}' cannot be used: {reason}.", innerException!)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>Path of the file at fault.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
