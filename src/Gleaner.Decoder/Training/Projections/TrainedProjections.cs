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
        WeightMatrix matrix = weights.Backward.Layers[layer][projection];
        gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        gemm.AddWeightGradient(
            rows.Count, matrix.Depth, matrix.Columns, dOutput, matrix.Depth, input, gradient + weights.Layout.Layers[layer][projection], arena);
    }
}
