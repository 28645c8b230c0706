using System.Collections.Concurrent;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>
/// Lends an encoder to each thread that encodes, so that none waits for another; keeps as many as there are processors, and none
/// that a huge text has blown up.
/// </summary>
internal sealed class EncoderPool(EncodingPlan plan)
{
    private const int LongText = 1 << 20;

    private readonly ConcurrentBag<TextEncoder> _free = [];

    public void Encode(ReadOnlySpan<char> text, ReadOnlySpan<TextRun> runs, List<int> ids, List<int>? ends)
    {
        TextEncoder encoder = _free.TryTake(out TextEncoder? taken) ? taken : new TextEncoder(plan);
        encoder.Encode(text, runs, ids, ends);
        if (text.Length <= LongText && _free.Count < Environment.ProcessorCount)
        {
            _free.Add(encoder);
        }
    }
}
