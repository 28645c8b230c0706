using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training.Projections;

/// <summary>
/// Frozen matrices with low-rank adapters beside them: Y = X·Wᵀ + s·drop(X)·Aᵀ·Bᵀ. Only A and B have gradients; of the frozen
/// weights neither a gradient nor the product that would give it is computed.
/// </summary>
internal sealed unsafe class AdaptedProjections : ProjectionPass
{
    private readonly TrainingWeights weights;
    private readonly AdapterPanels adapters;
    private readonly DropoutKey dropoutKey;
    private readonly Arena arena;
    private readonly Gemm gemm;
    private readonly int rank;

    /// <summary>Room for a row of H: the rank and zeros up to whole panels, which the tiles compute without extra steps.</summary>
    private readonly int stride;
    private readonly float scale;
    private readonly Dropout dropout;

    /// <summary>s·H of each adapter, from the forward to the backward pass.</summary>
    private readonly float*[] hidden;
    private ulong* tokenKeys;
    private bool drops;

    public AdaptedProjections(TrainingWeights weights, AdapterPanels adapters, DropoutKey dropoutKey, Arena arena)
    {
        this.weights = weights;
        this.adapters = adapters;
        this.dropoutKey = dropoutKey;
        this.arena = arena;
        gemm = weights.Gemm;
        LoraOptions options = adapters.Adapter.Options;
        rank = options.Rank;
        stride = gemm.PackedLength(1, rank);
        scale = (float)options.Scale;
        dropout = new Dropout(options.Dropout);
        hidden = new float*[weights.Layout.Config.Layers * 7];
    }

    public override bool TrainsModel => false;

    public override void Begin(PackedRow row, bool training)
    {
        drops = training && adapters.Adapter.Options.Dropout > 0;
        if (!drops)
        {
            return;
        }

        tokenKeys = (ulong*)arena.Take(2 * row.Tokens.Length);
        for (int segment = 0; segment + 1 < row.Starts.Length; segment++)
        {
            ulong key = dropoutKey.Of(row.Indices[segment]);
            for (int i = row.Starts[segment]; i < row.Starts[segment + 1]; i++)
            {
                tokenKeys[i] = Dropout.Mix(key, (ulong)row.Positions[i]);
            }
        }
    }

    public override void Forward(Projection projection, int layer, QueryRows rows, float* input, float* output, bool accumulate = false)
    {
        WeightMatrix matrix = weights.Forward.Layers[layer][projection];
        gemm.Multiply(rows.Count, input, matrix, output, accumulate);
        foreach (AdapterPanels.Entry entry in adapters.Of(layer, projection))
        {
            float* h = Hidden(entry, rows, input);
            LoraModule module = entry.Module;
            gemm.Multiply(
                rows.Count, module.Outputs, rank, h, stride, entry.UpForward.Panels, gemm.PanelStride(rank), output + module.FirstOutput, matrix.Columns, true);
        }
    }

    public override void Recompute(Projection projection, int layer, QueryRows rows, float* input)
    {
        foreach (AdapterPanels.Entry entry in adapters.Of(layer, projection))
        {
            Hidden(entry, rows, input);
        }
    }

    public override void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false)
    {
        WeightMatrix matrix = weights.Backward.Layers[layer][projection];
        gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        foreach (AdapterPanels.Entry entry in adapters.Of(layer, projection))
        {
            var mark = arena.Mark();
            LoraModule module = entry.Module;
            int count = rows.Count, inputs = module.Inputs, outputs = module.Outputs;
            float* dy = dOutput + module.FirstOutput;

            // dB = dYᵀ·sH
            float* dUp = TransposedProduct(count, outputs, dy, matrix.Depth, hidden[entry.Slot]);
            for (int i = 0; i < outputs; i++)
            {
                AddRow(dUp + ((nint)i * stride), gradient + module.B + ((nint)i * rank));
            }

            // dH = s·dY·B, dAᵀ = drop(X)ᵀ·dH
            float* dHidden = arena.Take(count, stride);
            gemm.Multiply(count, stride, outputs, dy, matrix.Depth, entry.UpBackward.Panels, gemm.PanelStride(outputs), dHidden, stride, false);
            Softmax.Scale(dHidden, count * stride, scale);
            float* dDown = TransposedProduct(count, inputs, Dropped(entry, rows, input), inputs, dHidden);
            AddTransposed(inputs, dDown, gradient + module.A);

            AddInputGradient(entry, rows, dHidden, dInput);
            arena.Release(mark);
        }
    }

    /// <summary>s·drop(X)·Aᵀ, kept for the backward pass.</summary>
    private float* Hidden(AdapterPanels.Entry entry, QueryRows rows, float* input)
    {
        float* h = hidden[entry.Slot] = arena.Take(rows.Count, stride);
        var mark = arena.Mark();
        int inputs = entry.Module.Inputs;
        float* x = Dropped(entry, rows, input);
        gemm.Multiply(rows.Count, stride, inputs, x, inputs, entry.DownForward.Panels, gemm.PanelStride(inputs), h, stride, false);
        Softmax.Scale(h, rows.Count * stride, scale);
        arena.Release(mark);
        return h;
    }

    /// <summary>dX += mask · dH·A.</summary>
    private void AddInputGradient(AdapterPanels.Entry entry, QueryRows rows, float* dHidden, float* dInput)
    {
        int inputs = entry.Module.Inputs;
        float* target = drops ? arena.Take(rows.Count, inputs) : dInput;
        gemm.Multiply(rows.Count, inputs, rank, dHidden, stride, entry.DownBackward.Panels, gemm.PanelStride(rank), target, inputs, !drops);
        if (drops)
        {
            dropout.AddBackward(rows.Count, inputs, Keys(entry, rows), target, dInput);
        }
    }

    /// <summary>The adapter's input: the layer's own where nothing is dropped.</summary>
    private float* Dropped(AdapterPanels.Entry entry, QueryRows rows, float* input)
    {
        if (!drops)
        {
            return input;
        }

        int inputs = entry.Module.Inputs;
        float* result = arena.Take(rows.Count, inputs);
        dropout.Apply(rows.Count, inputs, Keys(entry, rows), input, result);
        return result;
    }

    /// <summary>A key for each row, of this adapter alone.</summary>
    private ulong* Keys(AdapterPanels.Entry entry, QueryRows rows)
    {
        ulong* keys = (ulong*)arena.Take(2 * rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            keys[i] = Dropout.Mix(tokenKeys[rows.Indices == null ? i : rows.Indices[i]], (ulong)entry.Slot);
        }

        return keys;
    }

    /// <summary>
    /// left ᵀ·right for a right side as wide as H: width × <see cref="stride"/>. The narrow side is the one that is packed, and
    /// the result has room for whole panels; both spare copies of what is large.
    /// </summary>
    private float* TransposedProduct(int count, int width, float* left, int leftRow, float* right)
    {
        float* result = arena.Take(width, stride), panels = arena.Take(gemm.PackedLength(count, stride));
        gemm.Pack(count, stride, right, stride, panels, gemm.PanelStride(count));
        gemm.MultiplyTransposed(width, stride, count, left, leftRow, panels, gemm.PanelStride(count), result, stride, false);
        return result;
    }

    private void AddRow(float* from, float* to)
    {
        for (int k = 0; k < rank; k++)
        {
            to[k] += from[k];
        }
    }

    /// <summary>to[k, i] += from[i, k].</summary>
    private void AddTransposed(int count, float* from, float* to)
    {
        for (int k = 0; k < rank; k++)
        {
            for (int i = 0; i < count; i++)
            {
                to[((nint)k * count) + i] += from[((nint)i * stride) + k];
            }
        }
    }
}
