using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Students.Learning;

namespace Gleaner.Students.Pretrained;

/// <summary>A student made of a pretrained chat model.</summary>
public sealed record PretrainedStudentOptions
{
    /// <summary>The model's folder in the layout of Hugging Face.</summary>
    public required string Folder { get; init; }

    /// <summary>Longest sequence in tokens, at most what the model was made for. Default 2048.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Most tokens of an action, the end of its turn included; at least 2. Default 64.</summary>
    public int MaxActionTokens { get; init; } = 64;

    /// <summary>Whether what the system would say is put before the first message of the user, for templates without a system role.</summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>The adapters that are trained; null: all weights are. Default: rank 16 on all linear modules.</summary>
    public LoraOptions? Lora { get; init; } = new() { Rank = 16, Alpha = 32 };

    /// <summary>How the frozen weights are held beside adapters. Default: bfloat16.</summary>
    public WeightPrecision Precision { get; init; } = WeightPrecision.BFloat16;

    /// <summary>How gradient steps are made.</summary>
    public LearningOptions Learning { get; init; } = new();
}
