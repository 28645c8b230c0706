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
    private readonly ProductShape shape;
    private readonly Gemm gemm = Gemm.Best;
    private readonly AlignedBuffer inputs;
    private readonly AlignedBuffer outputs;
    private readonly AlignedBuffer weights;
    private readonly AlignedBuffer panels;

    public ProductRig(ProductShape shape)
    {
        this.shape = shape;
        Random random = new(1);
        inputs = Filled(shape.Rows * shape.Inputs, random);
        outputs = Filled(shape.Rows * shape.Outputs, random);
        weights = Filled(shape.Outputs * shape.Inputs, random);
        panels = shape.Kind switch
        {
            ProductKind.Forward => new AlignedBuffer(gemm.PackedLength(shape.Inputs, shape.Outputs)),
            ProductKind.InputGradient => new AlignedBuffer(gemm.PackedLength(shape.Outputs, shape.Inputs)),
            _ => new AlignedBuffer(gemm.PackedLength(shape.Rows, shape.Inputs)),
        };
        PackWeights();
    }

    public void Ours()
    {
        (var rows, var outs, var ins) = (shape.Rows, shape.Outputs, shape.Inputs);
        switch (shape.Kind)
        {
            case ProductKind.Forward:
                gemm.Multiply(rows, outs, ins, inputs.Pointer, ins, panels.Pointer, gemm.PanelStride(ins), outputs.Pointer, outs, false);
                break;
            case ProductKind.InputGradient:
                gemm.Multiply(rows, ins, outs, outputs.Pointer, outs, panels.Pointer, gemm.PanelStride(outs), inputs.Pointer, ins, false);
                break;
            default:
                gemm.Pack(rows, ins, inputs.Pointer, ins, panels.Pointer, gemm.PanelStride(rows));
                gemm.MultiplyTransposed(outs, ins, rows, outputs.Pointer, outs, panels.Pointer, gemm.PanelStride(rows), weights.Pointer, ins, true);
                break;
        }
    }

    public void Peer(OneDnnLibrary library)
    {
        (var rows, var outs, var ins) = (shape.Rows, shape.Outputs, shape.Inputs);
        switch (shape.Kind)
        {
            case ProductKind.Forward:
                library.Multiply(false, true, rows, outs, ins, inputs.Pointer, ins, weights.Pointer, ins, 0, outputs.Pointer, outs);
                break;
            case ProductKind.InputGradient:
                library.Multiply(false, false, rows, ins, outs, outputs.Pointer, outs, weights.Pointer, ins, 0, inputs.Pointer, ins);
                break;
            default:
                library.Multiply(true, false, outs, ins, rows, outputs.Pointer, outs, inputs.Pointer, ins, 1, weights.Pointer, ins);
                break;
        }
    }

    /// <summary>Packs the weights as a step does once; nothing for weight gradients.</summary>
    public void PackWeights()
    {
        if (shape.Kind == ProductKind.Forward)
        {
            gemm.PackTransposed(shape.Inputs, shape.Outputs, weights.Pointer, shape.Inputs, panels.Pointer, gemm.PanelStride(shape.Inputs));
        }
        else if (shape.Kind == ProductKind.InputGradient)
        {
            gemm.Pack(shape.Outputs, shape.Inputs, weights.Pointer, shape.Inputs, panels.Pointer, gemm.PanelStride(shape.Outputs));
        }
    }

    /// <summary>The largest difference between both ways, relative to the largest value.</summary>
    public double Difference(OneDnnLibrary library)
    {
        AlignedBuffer result = shape.Kind switch
        {
            ProductKind.Forward => outputs,
            ProductKind.InputGradient => inputs,
            _ => weights,
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
