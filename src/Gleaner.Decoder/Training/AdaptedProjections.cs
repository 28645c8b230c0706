using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Frozen matrices with low-rank adapters beside them: Y = X·Wᵀ + s·drop(X)·Aᵀ·Bᵀ. Only A and B have gradients; of the frozen
/// weights neither a gradient nor the product that would give it is computed.
/// </summary>
internal sealed unsafe class AdaptedProjections : ProjectionPass
{
    private readonly TrainingWeights _weights;
    private readonly AdapterPanels _adapters;
    private readonly DropoutKey _dropoutKey;
    private readonly Arena _arena;
    private readonly Gemm _gemm;
    private readonly int _rank;
    private readonly float _scale;
    private readonly Dropout _dropout;

    /// <summary>s·H of each group of adapters, from the forward to the backward pass.</summary>
    private readonly float*[] _hidden;
    private ulong* _tokenKeys;
    private bool _drops;

    public AdaptedProjections(TrainingWeights weights, AdapterPanels adapters, DropoutKey dropoutKey, Arena arena)
    {
        _weights = weights;
        _adapters = adapters;
        _dropoutKey = dropoutKey;
        _arena = arena;
        _gemm = weights.Gemm;
        var options = adapters.Adapter.Options;
        _rank = options.Rank;
        _scale = (float)options.Scale;
        _dropout = new Dropout(options.Dropout);
        _hidden = new float*[weights.Layout.Config.Layers * 7];
    }

    public override bool TrainsModel => false;

    public override void Begin(PackedRow row, bool training)
    {
        _drops = training && _adapters.Adapter.Options.Dropout > 0;
        if (!_drops)
        {
            return;
        }

        _tokenKeys = (ulong*)_arena.Take(2 * row.Tokens.Length);
        for (var segment = 0; segment + 1 < row.Starts.Length; segment++)
        {
            var key = _dropoutKey.Of(row.Indices[segment]);
            for (var i = row.Starts[segment]; i < row.Starts[segment + 1]; i++)
            {
                _tokenKeys[i] = Dropout.Mix(key, (ulong)row.Positions[i]);
            }
        }
    }

    public override void Forward(Projection projection, int layer, QueryRows rows, float* input, float* output, bool accumulate = false)
    {
        var matrix = _weights.Forward.Layers[layer][projection];
        _gemm.Multiply(rows.Count, input, matrix, output, accumulate);
        foreach (var group in _adapters.Of(layer, projection))
        {
            var h = Hidden(group, rows, input);
            for (var i = 0; i < group.Modules.Length; i++)
            {
                group.UpForward(i).Multiply(_gemm, rows.Count, h + (i * _rank), Stride(group.Rank), output + group.Modules[i].FirstOutput, matrix.Columns, true);
            }
        }
    }

    public override void Recompute(Projection projection, int layer, QueryRows rows, float* input)
    {
        foreach (var group in _adapters.Of(layer, projection))
        {
            Hidden(group, rows, input);
        }
    }

    public override void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false)
    {
        var matrix = _weights.Backward.Layers[layer][projection];
        _gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        foreach (var group in _adapters.Of(layer, projection))
        {
            var mark = _arena.Mark();
            int count = rows.Count, stride = Stride(group.Rank);
            float* h = _hidden[group.Slot], dHidden = _arena.Take(count, stride);
            for (var i = 0; i < group.Modules.Length; i++)
            {
                var module = group.Modules[i];
                var dy = dOutput + module.FirstOutput;

                // dB = dYᵀ·sH, dH = dY·B
                AddRows(module.Outputs, TransposedProduct(count, module.Outputs, dy, matrix.Depth, _rank, h + (i * _rank), stride), gradient + module.B);
                group.UpBackward(i).Multiply(_gemm, count, dy, matrix.Depth, dHidden + (i * _rank), stride, false);
            }

            // dAᵀ = s·drop(X)ᵀ·dH
            ScaleRows(count, group.Rank, dHidden, stride);
            var dDown = TransposedProduct(count, group.Inputs, Dropped(group, rows, input), group.Inputs, group.Rank, dHidden, stride);
            AddTransposed(group.Inputs, group.Rank, dDown, gradient + group.A);

            AddInputGradient(group, rows, dHidden, dInput);
            _arena.Release(mark);
        }
    }

    /// <summary>s·drop(X)·Aᵀ, kept for the backward pass.</summary>
    private float* Hidden(AdapterGroup group, QueryRows rows, float* input)
    {
        int stride = Stride(group.Rank), inputs = group.Inputs;
        var h = _hidden[group.Slot] = _arena.Take(rows.Count, stride);
        var mark = _arena.Mark();
        var x = Dropped(group, rows, input);

        // As wide as the panels, whose rest is zeros: full tiles need no extra steps.
        _gemm.Multiply(rows.Count, stride, inputs, x, inputs, group.DownForward.Panels, _gemm.PanelStride(inputs), h, stride, false);
        ScaleRows(rows.Count, group.Rank, h, stride);
        _arena.Release(mark);
        return h;
    }

    /// <summary>dX += mask · dH·A.</summary>
    private void AddInputGradient(AdapterGroup group, QueryRows rows, float* dHidden, float* dInput)
    {
        var inputs = group.Inputs;
        var target = _drops ? _arena.Take(rows.Count, inputs) : dInput;
        group.DownBackward.Multiply(_gemm, rows.Count, dHidden, Stride(group.Rank), target, inputs, accumulate: !_drops);
        if (_drops)
        {
            _dropout.AddBackward(rows.Count, inputs, Keys(group, rows), target, dInput);
        }
    }

    /// <summary>The adapters' input: the layer's own where nothing is dropped.</summary>
    private float* Dropped(AdapterGroup group, QueryRows rows, float* input)
    {
        if (!_drops)
        {
            return input;
        }

        var result = _arena.Take(rows.Count, group.Inputs);
        _dropout.Apply(rows.Count, group.Inputs, Keys(group, rows), input, result);
        return result;
    }

    /// <summary>A key for each row, of this adapter alone.</summary>
    private ulong* Keys(AdapterGroup group, QueryRows rows)
    {
        var keys = (ulong*)_arena.Take(2 * rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            keys[i] = Dropout.Mix(_tokenKeys[rows.Indices == null ? i : rows.Indices[i]], (ulong)group.Slot);
        }

        return keys;
    }

    /// <summary>Room for a row of some ranks: whole panels.</summary>
    private int Stride(int ranks) => _gemm.PackedLength(1, ranks);

    /// <summary>
    /// leftᵀ·right for a right side of few columns: width × <see cref="Stride"/> of them. The narrow side is the one that is
    /// packed, and the result has room for whole panels; both spare copies of what is large.
    /// </summary>
    private float* TransposedProduct(int count, int width, float* left, int leftRow, int columns, float* right, int rightRow)
    {
        var stride = Stride(columns);
        float* result = _arena.Take(width, stride), panels = _arena.Take(_gemm.PackedLength(count, columns));
        _gemm.Pack(count, columns, right, rightRow, panels, _gemm.PanelStride(count));
        _gemm.MultiplyTransposed(width, stride, count, left, leftRow, panels, _gemm.PanelStride(count), result, stride, false);
        return result;
    }

    private void ScaleRows(int count, int width, float* x, int stride)
    {
        for (var i = 0; i < count; i++, x += stride)
        {
            for (var k = 0; k < width; k++)
            {
                x[k] *= _scale;
            }
        }
    }

    /// <summary>to[i, k] += from[i, k] for the ranks k of one adapter.</summary>
    private void AddRows(int count, float* from, float* to)
    {
        var stride = Stride(_rank);
        for (var i = 0; i < count; i++, from += stride, to += _rank)
        {
            for (var k = 0; k < _rank; k++)
            {
                to[k] += from[k];
            }
        }
    }

    /// <summary>to[k, i] += from[i, k].</summary>
    private void AddTransposed(int count, int ranks, float* from, float* to)
    {
        var stride = Stride(ranks);
        for (var k = 0; k < ranks; k++, to += count)
        {
            for (var i = 0; i < count; i++)
            {
                to[i] += from[((nint)i * stride) + k];
            }
        }
    }
}

/// <summary>
/// What the dropout masks of a micro-batch follow from. Sequences are counted through a step, so that a batch in parts gets
/// the masks of the whole; the step is counted through a run, so that a resumed one continues with them.
/// </summary>
internal sealed class DropoutKey(ulong seed)
{
    private ulong _step;

    /// <summary>Sequences of the step before this micro-batch.</summary>
    private int _before;

    public void Begin(long steps, int sequencesBefore)
    {
        _step = Dropout.Mix(Dropout.Mix(0, seed), (ulong)steps);
        _before = sequencesBefore;
    }

    /// <summary>The key of a sequence, by its index in the micro-batch.</summary>
    public ulong Of(int index) => Dropout.Mix(_step, (ulong)(_before + index));
}
