using Gleaner.Decoder.Sampling;
using Gleaner.Tokenizers;

namespace Gleaner.ModelServers.Engine;

/// <summary>
/// Samples many sequences at once. What a sequence comes to does not depend on the others or on the number of threads: each draws from its own
/// random stream, and the decoder's bits are the same alone and in a batch.
/// </summary>
/// <param name="tokenizer">Tells texts that end sequences; null where there are none.</param>
/// <param name="threads">Threads.</param>
internal sealed class BatchSampler(Tokenizer? tokenizer, int threads)
{
    /// <summary>Below so many tokens a fork costs more than it saves.</summary>
    private const int LeastShared = 8;

    public IReadOnlyList<SampledSequence> Sample(FrozenDecoder decoder, IReadOnlyList<SampleJob> jobs)
    {
        // Neighbours have prompts in common, so that each thread gets a stretch of them.
        var stretches = Math.Min(threads, jobs.Count);
        var results = new SampledSequence[jobs.Count];
        Parallel.For(0, stretches, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            int first = (int)((long)jobs.Count * i / stretches), end = (int)((long)jobs.Count * (i + 1) / stretches);
            SampleStretch(decoder, [.. jobs.Skip(first).Take(end - first)]).CopyTo(results, first);
        });
        return results;
    }

    private SampledSequence[] SampleStretch(FrozenDecoder decoder, SampleJob[] jobs)
    {
        var session = new InferenceSession(decoder);
        var logits = new float[decoder.Config.VocabularySize];
        var sequences = new SequenceInProgress[jobs.Length];
        for (var i = 0; i < jobs.Length; i++)
        {
            sequences[i] = Prefill(session, jobs[i], sequences.AsSpan(0, i), logits);
        }

        var active = sequences.ToList();
        while (active.Count > 0)
        {
            session.Extend([.. active.Select(sequence => new SlotExtension(sequence.Slot, new[] { sequence.Next }))]);
            for (var row = active.Count - 1; row >= 0; row--)
            {
                session.Logits(row, logits);
                if (active[row].Draw(logits, tokenizer, session.Length(active[row].Slot) >= decoder.Config.MaxSequenceLength))
                {
                    active.RemoveAt(row);
                }
            }
        }

        return [.. sequences.Select(sequence => sequence.ToResult())];
    }

    /// <summary>Computes a prompt up to its last token, forking what it has in common with an earlier one.</summary>
    private static SequenceInProgress Prefill(InferenceSession session, SampleJob job, ReadOnlySpan<SequenceInProgress> earlier, float[] logits)
    {
        var prompt = job.Prompt;
        int shared = 0, source = -1;
        foreach (var other in earlier)
        {
            // The last token is computed with the batch, and a prompt that is to be scored as a whole.
            var common = job.WithPrompt ? 0 : Math.Min(prompt.Span[..^1].CommonPrefixLength(session.Tokens(other.Slot)), prompt.Length - 1);
            if (common > shared)
            {
                (shared, source) = (common, other.Slot);
            }
        }

        var slot = shared >= LeastShared ? session.Fork(source) : session.Create();
        shared = shared >= LeastShared ? shared : 0;
        session.Truncate(slot, shared);
        var scores = job.WithPrompt ? new List<float?> { null } : null;
        if (prompt.Length - 1 > shared)
        {
            session.Extend([new SlotExtension(slot, prompt[shared..^1])], job.WithPrompt ? ExtendOutput.AllTokens : ExtendOutput.LastToken);
            for (var row = 0; scores is not null && row < session.RowCount; row++)
            {
                session.Logits(row, logits);
                scores.Add((float)TokenDraw.LogProbability(logits, prompt.Span[row + 1]));
            }
        }

        return new SequenceInProgress(job, slot, prompt.Span[^1], scores);
    }

    /// <summary>A sequence in the making.</summary>
    private sealed class SequenceInProgress(SampleJob job, int slot, int last, IReadOnlyList<float?>? prompt)
    {
        private readonly List<int> _ids = [];
        private readonly List<float> _scores = [];
        private readonly TokenDraw _draw = new(job);
        private bool _isStopped;

        public int Slot => slot;

        /// <summary>The token that the decoder gets next.</summary>
        public int Next { get; private set; } = last;

        /// <summary>Draws the next token.</summary>
        /// <returns>Whether the sequence has ended.</returns>
        public bool Draw(float[] logits, Tokenizer? tokenizer, bool isFull)
        {
            var (id, score) = _draw.Next(logits);
            Next = id;
            _ids.Add(id);
            _scores.Add((float)score);
            _isStopped = job.StopIds.Contains(id) || HasStopText(tokenizer);
            return _isStopped || isFull || _ids.Count >= job.MaxTokens;
        }

        public SampledSequence ToResult() => new(_ids, _scores, _isStopped) { Prompt = prompt };

        private bool HasStopText(Tokenizer? tokenizer)
        {
            if (job.StopTexts.Count == 0 || tokenizer is null)
            {
                return false;
            }

            var text = tokenizer.Decode([.. _ids]);
            return job.StopTexts.Any(stop => text.Contains(stop, StringComparison.Ordinal));
        }
    }
}
