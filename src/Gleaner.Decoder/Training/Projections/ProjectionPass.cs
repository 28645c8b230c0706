using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training.Projections;

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
