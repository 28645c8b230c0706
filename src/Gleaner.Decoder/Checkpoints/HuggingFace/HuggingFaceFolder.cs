using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.IO;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// A model folder in the layout of Hugging Face Transformers: <c>config.json</c>, safetensors in one file or sharded with an
/// index (F32, F16 or BF16), optionally <c>generation_config.json</c>. Llama, Mistral, Qwen2 and Qwen3 models are understood;
/// anything else is refused by name. Opening checks every tensor's name and shape and reads no weights.
/// </summary>
public sealed class HuggingFaceFolder
{
    internal const string ConfigFile = "config.json";

    private HuggingFaceFolder(string path, JsonObjectFile json, ModelFamily family, DecoderConfig config)
    {
        Path = path;
        Json = json;
        Family = family;
        Config = config;
        Generation = GenerationReader.Read(path, json, config.VocabularySize);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The <c>model_type</c>: llama, mistral, qwen2 or qwen3.</summary>
    public string ModelType => Family.Name;

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>How the model's makers sample from it.</summary>
    public GenerationSettings Generation { get; }

    /// <summary>Number of learned values.</summary>
    public long ParameterCount => ParameterCounts.Of(Config);

    internal JsonObjectFile Json { get; }

    internal ModelFamily Family { get; }

    /// <summary>Opens a folder and checks all but the weights' values.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maxSequenceLength">
    /// The longest sequence to be used, at most what the model was made for; null for that. A model with sliding windows can be
    /// opened for sequences that fit its window.
    /// </param>
    /// <exception cref="CheckpointException">A file is missing or malformed, or the model is of a kind that is not supported; the message says what is.</exception>
    public static HuggingFaceFolder Open(string folder, int? maxSequenceLength = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (maxSequenceLength < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxSequenceLength), maxSequenceLength, "A sequence has at least 1 token.");
        }

        folder = AtomicFolder.Find(folder);
        var json = ReadConfig(folder);
        var family = ModelFamily.Of(json);
        var config = ConfigReader.Read(json, family, maxSequenceLength);
        using var store = TensorStore.Open(folder);
        TensorCheck.Check(store, config);
        return new HuggingFaceFolder(folder, json, family, config);
    }

    /// <summary>Reads a model's shape from its <c>config.json</c> alone: also of one that is larger than this engine takes, or whose weights are not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maxSequenceLength">As for <see cref="Open"/>.</param>
    /// <exception cref="CheckpointException">The file is missing or malformed, or the model is of a kind that is not supported.</exception>
    public static DecoderConfig ReadShape(string folder, int? maxSequenceLength = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var json = ReadConfig(folder);
        return ConfigReader.Read(json, ModelFamily.Of(json), maxSequenceLength);
    }

    /// <exception cref="CheckpointException">There is no such folder.</exception>
    internal static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException(folder, File.Exists(folder) ? "it is a file, not a folder" : "there is no such folder");
        }
    }

    private static JsonObjectFile ReadConfig(string folder)
    {
        RequireFolder(folder);
        return JsonObjectFile.Read(System.IO.Path.Combine(folder, ConfigFile), ConfigLimits.ConfigBytes);
    }

    /// <summary>Loads the weights as fp32.</summary>
    /// <param name="memoryLimit">Bytes that the weights may take; null: what this process may use.</param>
    /// <exception cref="CheckpointException">A file is damaged, has changed since the folder was opened, or holds a weight that is not finite.</exception>
    /// <exception cref="MemoryLimitException">The weights do not fit; nothing has been allocated then.</exception>
    public DecoderModel LoadModel(long? memoryLimit = null)
    {
        SizeEstimate.OfModel(Config).EnsureFits(memoryLimit);
        using var store = TensorStore.Open(Path);
        TensorCheck.Check(store, Config);
        var model = DecoderModel.CreateZeroed(Config);
        foreach (var parameter in model.Parameters)
        {
            store.Read(parameter.Name, 0, parameter.Span);
        }

        TensorCheck.CheckTiedHead(store, Config);
        return model;
    }

    /// <summary>
    /// Loads the weights to decode from, or to train adapters beside, a piece at a time: as bfloat16 they never take more than
    /// 2 bytes each, and a folder of that type loads exactly.
    /// </summary>
    /// <param name="precision">How to hold the weights.</param>
    /// <param name="memoryLimit">Bytes that the weights may take; null: what this process may use.</param>
    /// <exception cref="CheckpointException">A file is damaged, has changed since the folder was opened, or holds a weight that is not finite.</exception>
    /// <exception cref="MemoryLimitException">The weights do not fit; nothing has been allocated then.</exception>
    public FrozenDecoder LoadFrozen(WeightPrecision precision = WeightPrecision.BFloat16, long? memoryLimit = null)
    {
        SizeEstimate.OfFrozen(Config, precision).EnsureFits(memoryLimit);
        using var store = TensorStore.Open(Path);
        var layout = TensorCheck.Check(store, Config);
        TensorCheck.CheckTiedHead(store, Config);
        return FrozenDecoder.From(layout, Gemm.Best, precision, store.Read);
    }

    /// <summary>
    /// Writes a model as a whole folder that this class and Transformers load: <c>config.json</c>, <c>model.safetensors</c> and,
    /// from a source folder, the tokenizer's and other small files. It appears as a whole or not at all.
    /// </summary>
    /// <param name="folder">The folder; a model folder of that name is replaced.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Settings; null for fp32 without a source.</param>
    /// <exception cref="ArgumentException">The model has parts that the layout cannot express, or is not of the source's shape.</exception>
    /// <exception cref="CheckpointException">The folder holds something that is not a model.</exception>
    public static void Save(string folder, DecoderModel model, HuggingFaceSaveOptions? options = null) =>
        FolderWriter.Write(folder, model, options ?? new HuggingFaceSaveOptions());
}

/// <summary>How a model folder is written.</summary>
public sealed record HuggingFaceSaveOptions
{
    /// <summary>Element type of the weights: F32, or BF16 for half the size and three significant digits.</summary>
    public TensorType Type { get; init; } = TensorType.F32;

    /// <summary>
    /// The folder that the model came from: its <c>config.json</c> is kept but for the element type, its tokenizer, chat
    /// template and generation settings are copied. Null: a new configuration is written and nothing copied.
    /// </summary>
    public HuggingFaceFolder? Source { get; init; }

    /// <summary>Strings to keep with the weights; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Writes further files into the folder it is given, before all appear together; null for none.</summary>
    public Action<string>? AddFiles { get; init; }
}
