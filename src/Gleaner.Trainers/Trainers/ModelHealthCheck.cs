using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints;
using Gleaner.IO.Json;

namespace Gleaner.Trainers.Trainers;

/// <summary>
/// Whether what a trainer left is a sound model: <c>config.json</c> and safetensors files that open, all weights finite, some of
/// them other than the base model's, and a tokenizer where the base model has one. Adapters in PEFT's layout are sound where they can be
/// used: finite, other than those they were made of, or, if they are the first, not those that change nothing.
/// </summary>
public static class ModelHealthCheck
{
    private const int Block = 1 << 16;
    private const int MaxConfigBytes = 1 << 20;

    private const string AdapterConfig = "adapter_config.json";

    // What PEFT begins with: B is 0, so that A times B is.
    private const string AdapterB = ".lora_B.";

    private static readonly ImmutableArray<string> TokenizerFiles = ["tokenizer.json", "tokenizer_config.json"];

    /// <summary>Checks a folder. Every weight is read once.</summary>
    /// <param name="folder">The new model.</param>
    /// <param name="baseModel">The model that it was made of.</param>
    /// <param name="takesAdapters">Whether it may be adapters alone, in PEFT's layout.</param>
    /// <exception cref="GleanerException">It is not sound; the message says what is wrong.</exception>
    public static void Check(string folder, string baseModel, bool takesAdapters = false)
    {
        var isAdapter = takesAdapters && IsAdapter(folder);
        CheckConfig(folder, isAdapter);
        foreach (var name in TokenizerFiles)
        {
            if (File.Exists(Path.Combine(baseModel, name)) && !File.Exists(Path.Combine(folder, name)))
            {
                throw Unsound(folder, $"it has no {name}, which the base model has; without its tokenizer the model cannot be used");
            }
        }

        var files = Open(folder);
        var isFirstAdapter = isAdapter && !IsAdapter(baseModel);
        var baseFiles = isFirstAdapter ? [] : Open(baseModel);
        try
        {
            var before = baseFiles.SelectMany(file => file.Tensors.Select(tensor => (tensor.Name, File: file, Tensor: tensor)))
                .ToDictionary(item => item.Name, item => (item.File, item.Tensor), StringComparer.Ordinal);
            var differs = false;
            foreach (var file in files)
            {
                foreach (var tensor in file.Tensors)
                {
                    differs |= isFirstAdapter
                        ? HasValues(file, tensor) && tensor.Name.Contains(AdapterB, StringComparison.Ordinal)
                        : CheckTensor(file, tensor, before.TryGetValue(tensor.Name, out var old) && old.Tensor.Count == tensor.Count ? old : null);
                }
            }

            if (!differs)
            {
                throw Unsound(folder, "its weights are those of the base model: nothing was learnt");
            }
        }
        catch (CheckpointException exception)
        {
            throw new GleanerException(exception.Message, exception);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
            baseFiles.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Whether a folder holds adapters and no whole model.</summary>
    internal static bool IsAdapter(string folder) => File.Exists(Path.Combine(folder, AdapterConfig)) && !File.Exists(Path.Combine(folder, "config.json"));

    private static void CheckConfig(string folder, bool isAdapter)
    {
        var path = Path.Combine(folder, isAdapter ? AdapterConfig : "config.json");
        if (!File.Exists(path))
        {
            throw Unsound(folder, File.Exists(Path.Combine(folder, AdapterConfig))
                ? "it holds only adapters; have the trainer merge them into the model"
                : "it has no config.json");
        }

        try
        {
            using var document = StrictJson.ReadDocument(path, MaxConfigBytes, JsonValueKind.Object);
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{folder}: its {Path.GetFileName(path)} cannot be used: {exception.Problem}.", exception);
        }
    }

    /// <returns>Whether a weight is not the one before.</returns>
    private static bool CheckTensor(SafetensorsFile file, TensorInfo tensor, (SafetensorsFile File, TensorInfo Tensor)? before)
    {
        var values = new float[Math.Min(Block, tensor.Count)];
        var old = before is null ? [] : new float[values.Length];
        var differs = before is null;
        for (var first = 0; first < tensor.Count; first += values.Length)
        {
            var span = values.AsSpan(0, Math.Min(values.Length, tensor.Count - first));
            file.ReadRange(tensor, first, span);
            if (span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw Unsound(file.FilePath, $"the tensor '{tensor.Name}' has weights that are not numbers: the training diverged");
            }

            if (!differs && before is { } known)
            {
                var same = old.AsSpan(0, span.Length);
                known.File.ReadRange(known.Tensor, first, same);
                differs = !span.SequenceEqual(same);
            }
        }

        return differs;
    }

    /// <returns>Whether a weight is not 0.</returns>
    private static bool HasValues(SafetensorsFile file, TensorInfo tensor)
    {
        CheckTensor(file, tensor, null);
        var values = new float[tensor.Count];
        file.ReadRange(tensor, 0, values);
        return values.AsSpan().ContainsAnyExcept(0f);
    }

    private static List<SafetensorsFile> Open(string folder)
    {
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToList() : [];
        if (paths.Count == 0)
        {
            throw Unsound(folder, "it has no .safetensors file");
        }

        var files = new List<SafetensorsFile>();
        try
        {
            paths.ForEach(path => files.Add(SafetensorsFile.Open(path)));
            return files;
        }
        catch (CheckpointException exception)
        {
            files.ForEach(file => file.Dispose());
            throw new GleanerException(exception.Message, exception);
        }
    }

    private static GleanerException Unsound(string folder, string what) => new($"{folder}: this is not a usable model: {what}.");
}
