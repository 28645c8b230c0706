using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.IO;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// Adapters on disk in PEFT's layout: a folder with <c>adapter_config.json</c>, <c>adapter_model.safetensors</c> and, to resume
/// training, <c>optimizer.safetensors</c>. The folder appears as a whole or not at all.
/// </summary>
public static class PeftFolder
{
    private const string ModelFile = "adapter_model.safetensors";

    /// <summary>What PEFT itself writes into the file.</summary>
    private static readonly Dictionary<string, string> Format = new(StringComparer.Ordinal) { ["format"] = "pt" };

    /// <summary>Saves adapters, replacing a folder of that name.</summary>
    /// <param name="folder">The adapters' folder.</param>
    /// <param name="adapter">The adapters.</param>
    /// <param name="baseModel">Name or path of the model that they belong to, for whoever loads them; null to leave it open.</param>
    /// <param name="optimizer">The optimiser's memory, to resume training; null to leave it out.</param>
    /// <param name="addFiles">Writes further files that belong to the adapters into the folder it is given, before all appear together; null for none.</param>
    public static void Save(string folder, LoraAdapter adapter, string? baseModel = null, OptimizerState? optimizer = null, Action<string>? addFiles = null)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        AtomicFolder.Replace(folder, temporary =>
        {
            PeftConfig.Write(temporary, adapter.Options, baseModel);
            SafetensorsWriter.Write(Path.Combine(temporary, ModelFile), TensorFiles.Named(adapter.Parameters), Format);
            if (optimizer is not null)
            {
                OptimizerFile.Write(temporary, optimizer);
            }

            addFiles?.Invoke(temporary);
        });
    }

    /// <summary>Loads adapters. Memory is taken only after every tensor's name and shape has been checked against the file.</summary>
    /// <param name="folder">A folder that <see cref="Save"/> or PEFT wrote.</param>
    /// <param name="config">Shape of the model that the adapters are for.</param>
    /// <exception cref="CheckpointException">
    /// A file is missing or damaged, the adapters belong to another shape, or they use what is not supported: DoRA, biases, ranks
    /// that differ by module, saved modules, weights that are not finite, other targets than the seven projections, variants that change the base weights.
    /// </exception>
    public static LoraAdapter Load(string folder, DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        folder = AtomicFolder.Find(folder);
        HuggingFaceFolder.RequireFolder(folder);
        var options = PeftConfig.Read(folder).Options;
        using var file = SafetensorsFile.Open(Path.Combine(folder, ModelFile));
        try
        {
            TensorFiles.CheckShapes(file, new LoraLayout(new ParameterLayout(config), options));
        }
        catch (OverflowException e)
        {
            throw new CheckpointException(file.FilePath, "its configuration describes adapters too large to be loaded", e);
        }

        var adapter = LoraAdapter.CreateZeroed(config, options);
        TensorFiles.ReadInto(file, adapter.Parameters);
        foreach (var parameter in adapter.Parameters)
        {
            FiniteValues.Check(file.FilePath, parameter.Name, 0, parameter.Span);
        }

        return adapter;
    }

    /// <summary>Name or path of the model that adapters belong to, as their configuration says; null if it does not.</summary>
    /// <exception cref="CheckpointException">The configuration is missing, damaged or not supported.</exception>
    public static string? ReadBaseModel(string folder) => PeftConfig.Read(AtomicFolder.Find(folder)).BaseModel;

    /// <summary>Restores the optimiser's memory.</summary>
    /// <param name="folder">The adapters' folder.</param>
    /// <param name="optimizer">Receives it; must belong to adapters of the same shape.</param>
    /// <returns>False, and nothing is changed, if the adapters were saved without it.</returns>
    /// <exception cref="CheckpointException">The file is damaged or of other adapters; the state may be partly overwritten.</exception>
    public static bool TryLoadOptimizer(string folder, OptimizerState optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return OptimizerFile.TryRead(AtomicFolder.Find(folder), optimizer);
    }
}
