namespace Gleaner.Decoder.Model;

/// <summary>
/// The weights of a decoder: named fp32 tensors and nothing else. Reading is safe from many threads; writing
/// (training, loading a checkpoint) needs exclusive use.
/// </summary>
public sealed class DecoderModel
{
    private readonly Dictionary<string, Parameter> _byName;

    private DecoderModel(ParameterLayout layout)
    {
        Layout = layout;
        Weights = new ParameterSet(layout);
        _byName = Weights.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
    }

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config => Layout.Config;

    /// <summary>All tensors in a fixed order: embedding, smear if any, layers, final norm, output head if it is not the embedding.</summary>
    public IReadOnlyList<Parameter> Parameters => Weights.Parameters;

    /// <summary>Number of learned values.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Length);

    internal ParameterLayout Layout { get; }

    internal ParameterSet Weights { get; }

    /// <summary>The tensor of that name.</summary>
    /// <param name="name">Full name, such as <c>model.norm.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">The model has no such tensor.</exception>
    public Parameter this[string name] => _byName.TryGetValue(name, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"The model has no parameter '{name}'.");

    /// <summary>Creates a freshly initialised model; the same seed gives the same bits on every machine of one runtime.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentException">The shape is invalid.</exception>
    public static DecoderModel Create(DecoderConfig config, ulong seed)
    {
        var model = CreateZeroed(config);
        WeightInitializer.Initialize(model, seed);
        return model;
    }

    /// <summary>Creates a model whose values are all zero, for a loader to fill.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <exception cref="ArgumentException">The shape is invalid.</exception>
    public static DecoderModel CreateZeroed(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new DecoderModel(new ParameterLayout(config));
    }

    /// <summary>A copy that shares nothing with this model.</summary>
    public DecoderModel Clone()
    {
        var copy = new DecoderModel(Layout);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies all values into another model of the same shape.</summary>
    /// <exception cref="ArgumentException">The other model has another shape.</exception>
    public void CopyTo(DecoderModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Config != Config)
        {
            throw new ArgumentException($"A model of the shape {Config} cannot be copied to one of the shape {other.Config}.", nameof(other));
        }

        Weights.Buffer.CopyTo(other.Weights.Buffer);
    }
}
