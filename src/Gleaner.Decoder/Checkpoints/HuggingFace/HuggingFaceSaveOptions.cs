namespace Gleaner.Decoder.Checkpoints.HuggingFace;

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
