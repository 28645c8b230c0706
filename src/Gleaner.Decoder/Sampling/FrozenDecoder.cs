using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// A model's weights, copied and laid out for decoding. Immutable: any number of <see cref="InferenceSession"/>s on any
/// threads share one, while the model it came from trains on.
/// </summary>
public sealed class FrozenDecoder
{
    private FrozenDecoder(DecoderConfig config) => Config = config;

    /// <summary>The model's shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>Takes a snapshot of a model; milliseconds for a model of a few million parameters.</summary>
    /// <param name="model">The model; must not be written meanwhile.</param>
    public static FrozenDecoder From(DecoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new FrozenDecoder(model.Config);
    }
}
