using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>How a pass multiplies with the matrices of a layer: all that differs between training them and training adapters.</summary>
internal abstract unsafe class ProjectionPass
{
    /// <summary>Whether gradients of the model's own weights are computed; if not, the flat gradient is not theirs.</summary>
    public abstract bool TrainsModel { get; }

    /// <summary>Starts a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="training">Whether it is learned from, or only evaluated.</param>
    public abstract void Begin(PackedRow row, bool training);

    /// <summary>output (+)= input · Wᵀ, bias left out.</summary>
    public abstract void Forward(Projection projection, int layer, QueryRows rows, float* input, float* output, bool accumulate = false);

    /// <summary>Leaves for <see cref="Backward"/> what <see cref="Forward"/> leaves, without computing outputs.</summary>
    public abstract void Recompute(Projection projection, int layer, QueryRows rows, float* input);

    /// <summary>dInput (+)= dOutput · W, and the weights' gradient is added to the flat one.</summary>
    public abstract void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false);
}

/// <summary>
/// The rows of a packed row for which a layer computes outputs: all tokens, or in the last layer the predictors alone.
/// </summary>
internal readonly unsafe struct QueryRows(int count, int* indices, int* positions, int* starts)
{
    public int Count => count;

    /// <summary>Token of each row; null where the rows are all tokens.</summary>
    public int* Indices => indices;

    /// <summary>Position of each row within its sequence.</summary>
    public int* Positions => positions;

    /// <summary>Where each sequence's rows start, and at last where all end.</summary>
    public int* Starts => starts;
}

/// <summary>Matrices that are trained themselves.</summary>
internal sealed unsafe class TrainedProjections(TrainingWeights weights, Arena arena) : ProjectionPass
{
    private readonly Gemm _gemm = weights.Gemm;

    public override bool TrainsModel => true;

    public override void Begin(PackedRow row, bool training)
    {
    }

    public override void Forward(Projection projection, int layer, QueryRows rows, float* input, float* output, bool accumulate = false) =>
        _gemm.Multiply(rows.Count, input, weights.Forward.Layers[layer][projection], output, accumulate);

    public override void Recompute(Projection projection, int layer, QueryRows rows, float* input)
    {
    }

    public override void Backward(
        Projection projection, int layer, QueryRows rows, float* dOutput, float* input, float* dInput, float* gradient, bool accumulate = false)
    {
        var matrix = weights.Backward.Layers[layer][projection];
        _gemm.Multiply(rows.Count, dOutput, matrix, dInput, accumulate);
        _gemm.AddWeightGradient(
            rows.Count, matrix.Depth, matrix.Columns, dOutput, matrix.Depth, input, gradient + weights.Layout.Layers[layer][projection], arena);
    }
}
