using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Sizing;

/// <summary>Numbers of floats that passes take besides the weights.</summary>
internal static class ActivationCounts
{
    /// <summary>One thread's packed row of training, forward and backward, as if all its tokens were trained.</summary>
    public static long OfRow(DecoderConfig config, int longestSequence, bool recomputesLayers)
    {
        long tokens = Math.Max(Shard.RowLength, longestSequence);
        long d = config.Width, q = config.QueryWidth, k = config.KeyValueWidth, f = config.FeedForwardWidth;
        long layer = (4 * d) + (2 * q) + (2 * k) + (3 * f);
        long kept = recomputesLayers ? (config.Layers * d) + layer : config.Layers * layer;
        long backward = (3 * d) + (2 * q) + (2 * k) + f + Math.Max(Math.Max(d, q), f);
        long head = OutputHead.Block * (config.VocabularySize + d);
        long attention = tokens * ((2L * SegmentAttention.BackwardBlock) + (3L * config.HeadWidth));
        return (tokens * (kept + backward + (3 * d))) + head + attention;
    }

    /// <summary>One new token of a decoding pass.</summary>
    public static long OfDecodedToken(DecoderConfig config) =>
        (4L * config.Width) + (2L * config.QueryWidth) + (2L * config.KeyValueWidth) + (3L * config.FeedForwardWidth);
}
