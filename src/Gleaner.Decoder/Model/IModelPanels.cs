using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Model;

/// <summary>All matrices of a model as right-hand sides, for one direction.</summary>
internal interface IModelPanels
{
    IReadOnlyList<LayerPanels> Layers { get; }

    WeightMatrix Head { get; }
}
