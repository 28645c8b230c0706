namespace Gleaner.Decoder.Sizing;

/// <summary>How trainers/sft.py trains a model: what decides the memory that it takes.</summary>
public sealed record GpuTraining
{
    /// <summary>Rank of the adapters on all linear layers (<c>--lora-rank</c>). Default: 0, which trains all weights.</summary>
    public int Rank { get; init; }

    /// <summary>Tokens of a micro-batch of one process, padding included. Default: none, so that no activations are reckoned.</summary>
    public long Tokens { get; init; }

    /// <summary>Over how many GPUs weights, gradients and moments are sharded (<c>--fsdp</c>). Default: 1, not at all.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Whether it computes in bfloat16 (<c>--bf16</c>). Default: yes.</summary>
    public bool InBFloat16 { get; init; } = true;

    /// <summary>Whether layers are computed again instead of being kept (<c>--gradient-checkpointing</c>). Default: yes.</summary>
    public bool RecomputesLayers { get; init; } = true;
}
