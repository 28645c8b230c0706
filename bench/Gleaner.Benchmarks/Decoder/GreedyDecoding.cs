using System.Numerics;
using System.Runtime.InteropServices;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>Feeds prompts to a batch of slots, then decodes greedily with full logits, token by token, on one thread.</summary>
internal sealed class GreedyDecoding
{
    private readonly InferenceSession session;
    private readonly int[] slots;
    private readonly int[][] next;
    private readonly SlotExtension[] prompts;
    private readonly SlotExtension[] steps;
    private readonly float[] logits;
    private readonly int count;

    /// <summary>Prepares it.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="tokens">Prompts, row after row.</param>
    /// <param name="batch">Sequences at a time.</param>
    /// <param name="prompt">Tokens of a prompt.</param>
    /// <param name="count">Tokens to decode for each sequence.</param>
    public GreedyDecoding(FrozenDecoder decoder, int[] tokens, int batch, int prompt, int count)
    {
        this.count = count;
        session = new InferenceSession(decoder);
        slots = [.. Enumerable.Range(0, batch).Select(_ => session.Create())];
        next = [.. slots.Select(_ => new int[1])];
        prompts = [.. slots.Select((slot, i) => new SlotExtension(slot, tokens.AsMemory(i * prompt, prompt)))];
        steps = [.. slots.Select((slot, i) => new SlotExtension(slot, next[i]))];
        logits = new float[batch * decoder.Config.VocabularySize];
    }

    /// <summary>Ids that the first sequence was given in the last run.</summary>
    public List<int> Chosen { get; } = [];

    /// <summary>One run.</summary>
    /// <returns>The time of decoding alone.</returns>
    public Timing Run()
    {
        Prefill();
        return Timing.Of(() =>
        {
            for (var i = 0; i < count; i++)
            {
                session.Extend(steps);
                Choose();
            }
        });
    }

    private void Prefill()
    {
        foreach (var slot in slots)
        {
            session.Truncate(slot, 0);
        }

        Chosen.Clear();
        session.Extend(prompts);
        Choose();
    }

    private void Choose()
    {
        session.Logits(logits);
        var vocabulary = logits.Length / slots.Length;
        for (var i = 0; i < slots.Length; i++)
        {
            next[i][0] = IndexOfMax(logits.AsSpan(i * vocabulary, vocabulary));
        }

        Chosen.Add(next[0][0]);
    }

    /// <summary>The first of the largest values. There are as many as fill vectors.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> largest = vectors[0];
        foreach (Vector<float> vector in vectors)
        {
            largest = Vector.Max(largest, vector);
        }

        var max = largest[0];
        for (var i = 1; i < Vector<float>.Count; i++)
        {
            max = Math.Max(max, largest[i]);
        }

        return values.IndexOf(max);
    }
}
