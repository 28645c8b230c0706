using System.Collections.Concurrent;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>Lends an encoder to each thread that encodes, so that none waits for another; keeps as many as there are processors.</summary>
internal sealed class EncoderPool(EncodingPlan plan)
{
    private readonly ConcurrentBag<TextEncoder> _free = [];

    public void Encode(ReadOnlySpan<char> text, ReadOnlySpan<TextRun> runs, List<int> ids, List<int>? ends)
    {
        TextEncoder encoder = _free.TryTake(out TextEncoder? taken) ? taken : new TextEncoder(plan);
        encoder.Encode(text, runs, ids, ends);
        if (_free.Count < Environment.ProcessorCount)
        {
            _free.Add(encoder);
        }
    }
}
