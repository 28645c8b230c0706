using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Sizing;

/// <summary>Numbers of learned values, by formula: also for models that no memory could hold.</summary>
internal static class ParameterCounts
{
    public static long Of(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return OfMatrices(config) + (config.TieEmbeddings ? 0 : Vocabulary(config)) + OfVectors(config);
    }

    /// <summary>Norms, biases and smear.</summary>
    public static long OfVectors(DecoderConfig config)
    {
        var biases = config.QueryKeyValueBias ? config.QueryWidth + (2L * config.KeyValueWidth) : 0;
        var norms = config.QueryKeyNorm ? 2L * config.HeadWidth : 0;
        long smear = config.Smear switch { SmearKind.Scalar => 1, SmearKind.Channel => config.Width, _ => 0 };
        return smear + config.Width + (config.Layers * (biases + norms + (2L * config.Width)));
    }

    /// <summary>The matrices that inputs are multiplied with: projections and output head.</summary>
    public static long OfMatrices(DecoderConfig config) => Vocabulary(config) + (config.Layers * OfLayer(config));

    /// <summary>The matrices of one layer.</summary>
    public static long OfLayer(DecoderConfig config) =>
        config.Width * ((2L * config.QueryWidth) + (2L * config.KeyValueWidth) + (3L * config.FeedForwardWidth));

    private static long Vocabulary(DecoderConfig config) => (long)config.VocabularySize * config.Width;
}
