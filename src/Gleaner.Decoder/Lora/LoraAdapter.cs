using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Lora;

/// <summary>
/// Low-rank adapters of a <see cref="DecoderModel"/>: what LoRA trains beside frozen weights. Reading is safe from many
/// threads; writing (training, loading) needs exclusive use. To sample with adapters, merge them: a merged decoder costs
/// nothing more per token, and decoding works on a copy of the weights anyway.
/// </summary>
public sealed unsafe class LoraAdapter
{
    private LoraAdapter(LoraLayout layout)
    {
        Layout = layout;
        Weights = new ParameterSet(layout);
    }

    /// <summary>Rank, scale and targets.</summary>
    public LoraOptions Options => Layout.Options;

    /// <summary>Shape of the model that the adapters belong to.</summary>
    public DecoderConfig Config => Layout.Config;

    /// <summary>All A and B in a fixed order, named as in PEFT: <c>base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight</c>.</summary>
    public IReadOnlyList<Parameter> Parameters => Weights.Parameters;

    /// <summary>Number of learned values.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Length);

    internal LoraLayout Layout { get; }

    internal ParameterSet Weights { get; }

    /// <summary>
    /// Creates fresh adapters, as PEFT does: A uniform in ±1/√inputs (Kaiming with a = √5), B zero, so that the adapted model
    /// starts as the model itself.
    /// </summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="options">Shape of the adapters.</param>
    /// <param name="seed">Seed of the initial values.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static LoraAdapter Create(DecoderConfig config, LoraOptions options, ulong seed)
    {
        var adapter = CreateZeroed(config, options);
        foreach (var module in adapter.Layout.Modules)
        {
            // A stream of its own for each projection: other targets leave it as it was.
            var random = new NormalGenerator(seed, stream: (ulong)((module.Layer * 7) + module.Ordinal));
            var bound = 1 / Math.Sqrt(module.Inputs);
            foreach (ref var value in adapter.Weights.Buffer.Slice(module.A, options.Rank * module.Inputs))
            {
                value = (float)(bound * ((2 * random.NextUniform()) - 1));
            }
        }

        return adapter;
    }

    /// <summary>Creates adapters whose values are all zero, for a loader to fill.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="options">Shape of the adapters.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static LoraAdapter CreateZeroed(DecoderConfig config, LoraOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        return new LoraAdapter(new LoraLayout(new ParameterLayout(config), options));
    }

    /// <summary>Copies all values into other adapters of the same shape.</summary>
    /// <exception cref="ArgumentException">The other adapters have another shape.</exception>
    public void CopyTo(LoraAdapter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.RequireShapeOf(Config);
        if (other.Options.Rank != Options.Rank || other.Options.Targets != Options.Targets)
        {
            throw new ArgumentException($"Adapters of {Options} cannot be copied to those of {other.Options}.", nameof(other));
        }

        Weights.Buffer.CopyTo(other.Weights.Buffer);
    }

    /// <summary>A copy of a model with the adapters added to its weights: W + s·B·A.</summary>
    /// <param name="model">The model that the adapters were trained beside; unchanged.</param>
    /// <exception cref="ArgumentException">The model is of another shape.</exception>
    public DecoderModel Merge(DecoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireShapeOf(model.Config);
        var merged = model.Clone();
        AddTo(merged.Weights.Buffer);
        return merged;
    }

    /// <summary>Throws if the adapters are not of a model of this shape.</summary>
    internal void RequireShapeOf(DecoderConfig config)
    {
        if (config != Config)
        {
            throw new ArgumentException($"The adapters belong to a model of the shape {Config}; this one is {config}.", nameof(config));
        }
    }

    /// <summary>Adds s·B·A to a model's weights in their flat memory.</summary>
    internal void AddTo(AlignedBuffer model)
    {
        var gemm = Gemm.Best;
        var rank = Options.Rank;
        var scale = (float)Options.Scale;
        foreach (var module in Layout.Modules)
        {
            AlignedBuffer scaledB = new(module.Outputs * rank), panels = new(gemm.PackedLength(rank, module.Inputs));
            Span<float> b = Weights.Buffer.Slice(module.B, module.Outputs * rank), scaled = scaledB.Span;
            for (var i = 0; i < b.Length; i++)
            {
                scaled[i] = scale * b[i];
            }

            gemm.Pack(rank, module.Inputs, Weights.Buffer.Pointer + module.A, module.Inputs, panels.Pointer, gemm.PanelStride(rank));
            gemm.Multiply(
                module.Outputs,
                module.Inputs,
                rank,
                scaledB.Pointer,
                rank,
                panels.Pointer,
                gemm.PanelStride(rank),
                model.Pointer + module.Weight,
                module.Inputs,
                accumulate: true);
            GC.KeepAlive(scaledB);
            GC.KeepAlive(panels);
        }
    }
}
