using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training.Projections;

/// <summary>Matrices that are trained themselves.</summary>
internal sealed unsafe class TrainedProjections(TrainingWeights weights, Arena arena) : ProjectionPass
{
    private readonly Gemm gemm = weights.Gemm;

    public override bool TrainsModel => true;

    public override void Begin(PackedRow row, bool training)
    {
    }

    public override void Forward(Projection projection, int layer, QueryRows rows, float* input, float* output, bool accumulate = false) =>
        gemm.Multiply(rows.Count, input, weights.Forward.Layers[layer][projection], output, accumulate);

    public override void Recompute(Projection projection, int layer, QueryRows rows, float* input)
    {
    }

    public override void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false)
    {
        PackedMatrix matrix = weights.Backward.Layers[layer][projection];
        gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        AddWeightGradient(rows.Count, dOutput, matrix.Depth, input, matrix.Columns, gradient + weights.Layout.Layers[layer][projection]);
    }

    /// <summary>dW += dYᵀ·X for outputs Y = X·Wᵀ.</summary>
    private void AddWeightGradient(int rows, float* dOutput, int outputs, float* input, int inputs, float* dWeight)
    {
        var mark = arena.Mark();
        float* panels = arena.Take(gemm.PackedLength(rows, inputs));
        gemm.Pack(rows, inputs, input, inputs, panels, gemm.PanelStride(rows));
        gemm.MultiplyTransposed(outputs, inputs, rows, dOutput, outputs, panels, gemm.PanelStride(rows), dWeight, inputs, accumulate: true);
        arena.Release(mark);
    }
}
