using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>All that AdamW remembers between steps. To resume a run, restore it together with the model's weights.</summary>
public sealed class OptimizerState
{
    internal OptimizerState(FlatLayout layout)
    {
        Mean = new ParameterSet(layout);
        Variance = new ParameterSet(layout);
    }

    /// <summary>Optimiser steps done so far.</summary>
    public long Step { get; set; }

    /// <summary>Running means of the gradient: names, shapes and order of the model's parameters. Writable.</summary>
    public IReadOnlyList<Parameter> FirstMoments => Mean.Parameters;

    /// <summary>Running means of the squared gradient: names, shapes and order of the model's parameters. Writable.</summary>
    public IReadOnlyList<Parameter> SecondMoments => Variance.Parameters;

    internal ParameterSet Mean { get; }

    internal ParameterSet Variance { get; }
}
