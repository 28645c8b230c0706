using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;

namespace Gleaner.Benchmarks.Products;

/// <summary>
/// Memory for one product, and both ways to compute it. Ours finds its weights packed, as training and decoding do (once for
/// each step or snapshot), and packs the inputs of weight gradients each time; oneDNN takes everything as it lies and packs
/// inside.
/// </summary>
internal sealed unsafe class ProductRig
{
    private readonly ProductShape _shape;
    private readonly Gemm _gemm = Gemm.Best;
    private readonly AlignedBuffer _inputs;
    private readonly AlignedBuffer _outputs;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _panels;
    private readonly Arena _arena = new();

    public ProductRig(ProductShape shape)
    {
        _shape = shape;
        Random random = new(1);
        _inputs = Filled(_shape.Rows * _shape.Inputs, random);
        _outputs = Filled(_shape.Rows * _shape.Outputs, random);
        _weights = Filled(_shape.Outputs * _shape.Inputs, random);
        _panels = _shape.Kind switch
        {
            ProductKind.Forward => new AlignedBuffer(_gemm.PackedLength(_shape.Inputs, _shape.Outputs)),
            ProductKind.InputGradient => new AlignedBuffer(_gemm.PackedLength(_shape.Outputs, _shape.Inputs)),
            _ => new AlignedBuffer(_gemm.PackedLength(_shape.Rows, _shape.Inputs)),
        };
        PackWeights();
    }

    public void Ours()
    {
        (var rows, var outs, var ins) = (_shape.Rows, _shape.Outputs, _shape.Inputs);
        switch (_shape.Kind)
        {
            case ProductKind.Forward:
                _gemm.Multiply(rows, outs, ins, _inputs.Pointer, ins, _panels.Pointer, _gemm.PanelStride(ins), _outputs.Pointer, outs, false);
                break;
            case ProductKind.InputGradient:
                _gemm.Multiply(rows, ins, outs, _outputs.Pointer, outs, _panels.Pointer, _gemm.PanelStride(outs), _inputs.Pointer, ins, false);
                break;
            default:
                _gemm.Pack(rows, ins, _inputs.Pointer, ins, _panels.Pointer, _gemm.PanelStride(rows));
                _gemm.MultiplyTransposed(outs, ins, rows, _outputs.Pointer, outs, _panels.Pointer, _gemm.PanelStride(rows), _weights.Pointer, ins, true);
                break;
        }
    }

    public void Peer(OneDnnLibrary library)
    {
        (var rows, var outs, var ins) = (_shape.Rows, _shape.Outputs, _shape.Inputs);
        switch (_shape.Kind)
        {
            case ProductKind.Forward:
                library.Multiply(false, true, rows, outs, ins, _inputs.Pointer, ins, _weights.Pointer, ins, 0, _outputs.Pointer, outs);
                break;
            case ProductKind.InputGradient:
                library.Multiply(false, false, rows, ins, outs, _outputs.Pointer, outs, _weights.Pointer, ins, 0, _inputs.Pointer, ins);
                break;
            default:
                library.Multiply(true, false, outs, ins, rows, _outputs.Pointer, outs, _inputs.Pointer, ins, 1, _weights.Pointer, ins);
                break;
        }
    }

    /// <summary>The product by oneDNN in bfloat16. The weights are rounded here, as a step does once; what is rounded of inputs and gradients counts.</summary>
    public Action Halves(OneDnnHalfGemm gemm)
    {
        (var rows, var outs, var ins) = (_shape.Rows, _shape.Outputs, _shape.Inputs);
        if (_shape.Kind == ProductKind.WeightGradient)
        {
            return () => gemm.AddWeightGradient(rows, outs, ins, _outputs.Pointer, outs, _inputs.Pointer, _weights.Pointer, _arena);
        }

        if (_shape.Kind == ProductKind.Forward)
        {
            var forward = gemm.CreateMatrix(ins, outs);
            forward.PackTransposed(_weights.Pointer);
            return () => gemm.Multiply(rows, _inputs.Pointer, forward, _outputs.Pointer);
        }

        var backward = gemm.CreateMatrix(outs, ins);
        backward.Pack(_weights.Pointer);
        return () => gemm.Multiply(rows, _outputs.Pointer, backward, _inputs.Pointer);
    }

    /// <summary>Packs the weights as a step does once; nothing for weight gradients.</summary>
    public void PackWeights()
    {
        if (_shape.Kind == ProductKind.Forward)
        {
            _gemm.PackTransposed(_shape.Inputs, _shape.Outputs, _weights.Pointer, _shape.Inputs, _panels.Pointer, _gemm.PanelStride(_shape.Inputs));
        }
        else if (_shape.Kind == ProductKind.InputGradient)
        {
            _gemm.Pack(_shape.Outputs, _shape.Inputs, _weights.Pointer, _shape.Inputs, _panels.Pointer, _gemm.PanelStride(_shape.Outputs));
        }
    }

    /// <summary>The largest difference between both ways, relative to the largest value.</summary>
    public double Difference(OneDnnLibrary library)
    {
        var result = _shape.Kind switch
        {
            ProductKind.Forward => _outputs,
            ProductKind.InputGradient => _inputs,
            _ => _weights,
        };
        result.Span.Clear();
        Ours();
        var ours = result.Span.ToArray();
        result.Span.Clear();
        Peer(library);
        double difference = 0, largest = 0;
        for (var i = 0; i < ours.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)ours[i] - result.Span[i]));
            largest = Math.Max(largest, Math.Abs(ours[i]));
        }

        return difference / largest;
    }

    private static AlignedBuffer Filled(int length, Random random)
    {
        AlignedBuffer buffer = new(length);
        foreach (ref var value in buffer.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return buffer;
    }
}
