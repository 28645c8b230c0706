using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

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
    private readonly float scale;
    private readonly Dropout dropout;

    /// <summary>s·H of each group of adapters, from the forward to the backward pass.</summary>
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
        foreach (AdapterGroup group in adapters.Of(layer, projection))
        {
            float* h = Hidden(group, rows, input);
            for (int i = 0; i < group.Modules.Length; i++)
            {
                group.UpForward(i).Multiply(gemm, rows.Count, h + (i * rank), Stride(group.Rank), output + group.Modules[i].FirstOutput, matrix.Columns, true);
            }
        }
    }

    public override void Recompute(Projection projection, int layer, QueryRows rows, float* input)
    {
        foreach (AdapterGroup group in adapters.Of(layer, projection))
        {
            Hidden(group, rows, input);
        }
    }

    public override void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false)
    {
        WeightMatrix matrix = weights.Backward.Layers[layer][projection];
        gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        foreach (AdapterGroup group in adapters.Of(layer, projection))
        {
            var mark = arena.Mark();
            int count = rows.Count, stride = Stride(group.Rank);
            float* h = hidden[group.Slot], dHidden = arena.Take(count, stride);
            for (int i = 0; i < group.Modules.Length; i++)
            {
                LoraModule module = group.Modules[i];
                float* dy = dOutput + module.FirstOutput;

                // dB = dYᵀ·sH, dH = dY·B
                AddRows(module.Outputs, TransposedProduct(count, module.Outputs, dy, matrix.Depth, rank, h + (i * rank), stride), gradient + module.B);
                group.UpBackward(i).Multiply(gemm, count, dy, matrix.Depth, dHidden + (i * rank), stride, false);
            }

            // dAᵀ = s·drop(X)ᵀ·dH
            ScaleRows(count, group.Rank, dHidden, stride);
            float* dDown = TransposedProduct(count, group.Inputs, Dropped(group, rows, input), group.Inputs, group.Rank, dHidden, stride);
            AddTransposed(group.Inputs, group.Rank, dDown, gradient + group.A);

            AddInputGradient(group, rows, dHidden, dInput);
            arena.Release(mark);
        }
    }

    /// <summary>s·drop(X)·Aᵀ, kept for the backward pass.</summary>
    private float* Hidden(AdapterGroup group, QueryRows rows, float* input)
    {
        int stride = Stride(group.Rank), inputs = group.Inputs;
        float* h = hidden[group.Slot] = arena.Take(rows.Count, stride);
        var mark = arena.Mark();
        float* x = Dropped(group, rows, input);

        // As wide as the panels, whose rest is zeros: full tiles need no extra steps.
        gemm.Multiply(rows.Count, stride, inputs, x, inputs, group.DownForward.Panels, gemm.PanelStride(inputs), h, stride, false);
        ScaleRows(rows.Count, group.Rank, h, stride);
        arena.Release(mark);
        return h;
    }

    /// <summary>dX += mask · dH·A.</summary>
    private void AddInputGradient(AdapterGroup group, QueryRows rows, float* dHidden, float* dInput)
    {
        int inputs = group.Inputs;
        float* target = drops ? arena.Take(rows.Count, inputs) : dInput;
        group.DownBackward.Multiply(gemm, rows.Count, dHidden, Stride(group.Rank), target, inputs, accumulate: !drops);
        if (drops)
        {
            dropout.AddBackward(rows.Count, inputs, Keys(group, rows), target, dInput);
        }
    }

    /// <summary>The adapters' input: the layer's own where nothing is dropped.</summary>
    private float* Dropped(AdapterGroup group, QueryRows rows, float* input)
    {
        if (!drops)
        {
            return input;
        }

        float* result = arena.Take(rows.Count, group.Inputs);
        dropout.Apply(rows.Count, group.Inputs, Keys(group, rows), input, result);
        return result;
    }

    /// <summary>A key for each row, of this adapter alone.</summary>
    private ulong* Keys(AdapterGroup group, QueryRows rows)
    {
        ulong* keys = (ulong*)arena.Take(2 * rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            keys[i] = Dropout.Mix(tokenKeys[rows.Indices == null ? i : rows.Indices[i]], (ulong)group.Slot);
        }

        return keys;
    }

    /// <summary>Room for a row of some ranks: whole panels.</summary>
    private int Stride(int ranks) => gemm.PackedLength(1, ranks);

    /// <summary>
    /// leftᵀ·right for a right side of few columns: width × <see cref="Stride"/> of them. The narrow side is the one that is
    /// packed, and the result has room for whole panels; both spare copies of what is large.
    /// </summary>
    private float* TransposedProduct(int count, int width, float* left, int leftRow, int columns, float* right, int rightRow)
    {
        int stride = Stride(columns);
        float* result = arena.Take(width, stride), panels = arena.Take(gemm.PackedLength(count, columns));
        gemm.Pack(count, columns, right, rightRow, panels, gemm.PanelStride(count));
        gemm.MultiplyTransposed(width, stride, count, left, leftRow, panels, gemm.PanelStride(count), result, stride, false);
        return result;
    }

    private void ScaleRows(int count, int width, float* x, int stride)
    {
        for (int i = 0; i < count; i++, x += stride)
        {
            for (int k = 0; k < width; k++)
            {
                x[k] *= scale;
            }
        }
    }

    /// <summary>to[i, k] += from[i, k] for the ranks k of one adapter.</summary>
    private void AddRows(int count, float* from, float* to)
    {
        int stride = Stride(rank);
        for (int i = 0; i < count; i++, from += stride, to += rank)
        {
            for (int k = 0; k < rank; k++)
            {
                to[k] += from[k];
            }
        }
    }

    /// <summary>to[k, i] += from[i, k].</summary>
    private void AddTransposed(int count, int ranks, float* from, float* to)
    {
        int stride = Stride(ranks);
        for (int k = 0; k < ranks; k++, to += count)
        {
            for (int i = 0; i < count; i++)
            {
                to[i] += from[((nint)i * stride) + k];
            }
        }
    }
}

/// <summary>
/// What the dropout masks of a micro-batch follow from. Sequences are counted through a step, so that a batch in parts gets
/// the masks of the whole; the step is counted through a run, so that a resumed one goes on with them.
/// </summary>
internal sealed class DropoutKey(ulong seed)
{
    private ulong step;

    /// <summary>Sequences of the step before this micro-batch.</summary>
    private int before;

    public void Begin(long steps, int sequencesBefore)
    {
        step = Dropout.Mix(Dropout.Mix(0, seed), (ulong)steps);
        before = sequencesBefore;
    }

    /// <summary>The key of a sequence, by its index in the micro-batch.</summary>
    public ulong Of(int index) => Dropout.Mix(step, (ulong)(before + index));
}
