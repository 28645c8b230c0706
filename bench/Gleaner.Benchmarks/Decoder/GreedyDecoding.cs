using System.Numerics;
using System.Runtime.InteropServices;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>Feeds prompts to a batch of slots, then decodes greedily with full logits, token by token, on one thread.</summary>
internal sealed class GreedyDecoding
{
    private readonly InferenceSession _session;
    private readonly int[] _slots;
    private readonly int[][] _next;
    private readonly SlotExtension[] _prompts;
    private readonly SlotExtension[] _steps;
    private readonly float[] _logits;
    private readonly int _count;

    /// <summary>Prepares it.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="tokens">Prompts, row after row.</param>
    /// <param name="batch">Sequences at a time.</param>
    /// <param name="prompt">Tokens of a prompt.</param>
    /// <param name="count">Tokens to decode for each sequence.</param>
    public GreedyDecoding(FrozenDecoder decoder, int[] tokens, int batch, int prompt, int count)
    {
        _count = count;
        _session = new InferenceSession(decoder);
        _slots = [.. Enumerable.Range(0, batch).Select(_ => _session.Create())];
        _next = [.. _slots.Select(_ => new int[1])];
        _prompts = [.. _slots.Select((slot, i) => new SlotExtension(slot, tokens.AsMemory(i * prompt, prompt)))];
        _steps = [.. _slots.Select((slot, i) => new SlotExtension(slot, _next[i]))];
        _logits = new float[batch * decoder.Config.VocabularySize];
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
            for (var i = 0; i < _count; i++)
            {
                _session.Extend(_steps);
                Choose();
            }
        });
    }

    private void Prefill()
    {
        foreach (var slot in _slots)
        {
            _session.Truncate(slot, 0);
        }

        Chosen.Clear();
        _session.Extend(_prompts);
        Choose();
    }

    private void Choose()
    {
        _session.Logits(_logits);
        var vocabulary = _logits.Length / _slots.Length;
        for (var i = 0; i < _slots.Length; i++)
        {
            _next[i][0] = IndexOfMax(_logits.AsSpan(i * vocabulary, vocabulary));
        }

        Chosen.Add(_next[0][0]);
    }

    /// <summary>The first of the largest values. There are as many as fill vectors.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var largest = vectors[0];
        foreach (var vector in vectors)
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
