using System.Text.Json;

namespace Gleaner.Tinker.Wire;

/// <summary><c>POST create_model</c>.</summary>
internal sealed record ModelRequest
{
    public required string SessionId { get; init; }

    public int? ModelSeqId { get; init; }

    public required string BaseModel { get; init; }

    public LoraFields? LoraConfig { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? UserMetadata { get; init; }

    public string Type { get; init; } = "create_model";
}

/// <summary>The adapters of a model. <c>alpha</c> is not of the protocol: it is sent only where it was set.</summary>
internal sealed record LoraFields
{
    public required int Rank { get; init; }

    public long? Seed { get; init; }

    public bool TrainUnembed { get; init; } = true;

    public bool TrainMlp { get; init; } = true;

    public bool TrainAttn { get; init; } = true;

    public double? Alpha { get; init; }
}

/// <summary>A result that names a model.</summary>
internal sealed record ModelReply
{
    public required string ModelId { get; init; }

    public string Type { get; init; } = "create_model";
}

/// <summary><c>POST get_info</c>, <c>POST unload_model</c>.</summary>
internal sealed record ModelIdRequest
{
    public required string ModelId { get; init; }

    public required string Type { get; init; }
}

/// <summary>The answer to <c>get_info</c>.</summary>
internal sealed record InfoReply
{
    public required string ModelId { get; init; }

    public required InfoData ModelData { get; init; }

    public string Type { get; init; } = "get_info";

    public bool? IsLora { get; init; }

    public int? LoraRank { get; init; }

    public string? ModelName { get; init; }
}

/// <summary>What a model is made from.</summary>
internal sealed record InfoData
{
    public string? Arch { get; init; }

    public string? ModelName { get; init; }

    public string? TokenizerId { get; init; }
}

/// <summary><c>POST forward_backward</c>; <c>POST forward</c> has <c>forward_input</c> in its place.</summary>
internal sealed record PassRequest
{
    public required string ModelId { get; init; }

    public PassInput? ForwardBackwardInput { get; init; }

    public PassInput? ForwardInput { get; init; }

    public long? SeqId { get; init; }
}

/// <summary>A batch, and its loss.</summary>
internal sealed record PassInput
{
    public required IReadOnlyList<DatumFields> Data { get; init; }

    public required string LossFn { get; init; }

    public IReadOnlyDictionary<string, double>? LossFnConfig { get; init; }
}

/// <summary>A sequence, and what its loss takes.</summary>
internal sealed record DatumFields
{
    public required InputFields ModelInput { get; init; }

    public required IReadOnlyDictionary<string, TensorFields> LossFnInputs { get; init; }
}

/// <summary>Token ids in pieces.</summary>
internal sealed record InputFields
{
    public required IReadOnlyList<ChunkFields> Chunks { get; init; }
}

/// <summary>A piece of an input; only text is known here.</summary>
internal sealed record ChunkFields
{
    public const string Text = "encoded_text";

    public string Type { get; init; } = Text;

    public int[]? Tokens { get; init; }
}

/// <summary>A tensor as a flat list.</summary>
internal sealed record TensorFields
{
    public required double[] Data { get; init; }

    public string? Dtype { get; init; }

    public int[]? Shape { get; init; }

    public int[]? SparseCrowIndices { get; init; }
}

/// <summary>The result of a pass.</summary>
internal sealed record PassReply
{
    public string LossFnOutputType { get; init; } = "scalar";

    public required IReadOnlyList<IReadOnlyDictionary<string, ResultTensor>> LossFnOutputs { get; init; }

    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}

/// <summary>A tensor of a result, in the precision that it is told in.</summary>
internal sealed record ResultTensor(float[] Data, string Dtype, int[]? Shape);

/// <summary><c>POST optim_step</c>.</summary>
internal sealed record OptimRequest
{
    public required string ModelId { get; init; }

    public required AdamFields AdamParams { get; init; }

    public long? SeqId { get; init; }

    public string Type { get; init; } = "optim_step";
}

/// <summary>Parameters of Adam, with the protocol's defaults.</summary>
internal sealed record AdamFields
{
    public double LearningRate { get; init; } = 1e-4;

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.95;

    public double Eps { get; init; } = 1e-12;

    public double WeightDecay { get; init; }

    public double GradClipNorm { get; init; }
}

/// <summary>The result of a step.</summary>
internal sealed record OptimReply(IReadOnlyDictionary<string, double>? Metrics)
{
    public string Type { get; init; } = "optim_step";
}

/// <summary><c>POST save_weights</c>, <c>POST save_weights_for_sampler</c>.</summary>
internal sealed record SaveRequest
{
    public required string ModelId { get; init; }

    public string? Path { get; init; }

    public long? SeqId { get; init; }

    public int? SamplingSessionSeqId { get; init; }

    public bool? Overwrite { get; init; }

    public string? Type { get; init; }
}

/// <summary>Their result.</summary>
internal sealed record SaveReply
{
    public string? Path { get; init; }

    public string? SamplingSessionId { get; init; }

    public string? Type { get; init; }
}

/// <summary><c>POST load_weights</c>.</summary>
internal sealed record LoadRequest
{
    public required string ModelId { get; init; }

    public required string Path { get; init; }

    public bool Optimizer { get; init; } = true;

    public long? SeqId { get; init; }

    public string Type { get; init; } = "load_weights";
}
