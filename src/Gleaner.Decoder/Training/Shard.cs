using System.Runtime.InteropServices;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// One of the fixed number of parts of a batch: some sequences, sampled ones, or pairs of them, and a gradient of their own. They are
/// computed in packed rows of bounded length, in their order; a pair lies within one row.
/// </summary>
internal sealed unsafe class Shard(FlatLayout layout)
{
    /// <summary>A packed row is closed before it would pass this many tokens: activations of a layer stay in the caches.</summary>
    public const int RowLength = 512;

    private readonly List<TrainingSequence> _sequences = [];
    private readonly List<int> _indices = [];
    private readonly List<PreferencePair> _pairs = [];
    private readonly List<PolicySequence> _policies = [];
    private readonly PackedRow _row = new();
    private AlignedBuffer? _gradient;

    /// <summary>Input tokens of the shard's sequences.</summary>
    public int Length { get; private set; }

    /// <summary>The loss that the gradients so far belong to, not divided by anything.</summary>
    public double Loss { get; private set; }

    /// <summary>The same by its parts, where it is of pairs.</summary>
    public PreferenceTally Preference { get; private set; }

    /// <summary>The same by its parts, where it is of sampled sequences.</summary>
    public PolicyTally Policy { get; private set; }

    /// <summary>Whether the gradient holds anything.</summary>
    public bool HasGradient { get; private set; }

    public AlignedBuffer Gradient => _gradient ??= new AlignedBuffer(layout.Length);

    public void ClearSequences()
    {
        _sequences.Clear();
        _indices.Clear();
        _pairs.Clear();
        _policies.Clear();
        Length = 0;
    }

    public void ClearGradient()
    {
        HasGradient = false;
        Loss = 0;
        Preference = default;
        Policy = default;
    }

    /// <summary>Adds a sequence with its index in the batch.</summary>
    public void Add(TrainingSequence sequence, int index)
    {
        _sequences.Add(sequence);
        _indices.Add(index);
        Length += PackedRow.InputLength(sequence);
    }

    /// <summary>Adds both sequences of a pair with its index in the batch.</summary>
    public void Add(PreferencePair pair, int index)
    {
        _pairs.Add(pair);
        Add(pair.Chosen.Sequence, 2 * index);
        Add(pair.Rejected.Sequence, (2 * index) + 1);
    }

    /// <summary>Adds a sampled sequence with its index in the batch.</summary>
    public void Add(PolicySequence policy, int index)
    {
        _policies.Add(policy);
        Add(policy.Sequence, index);
    }

    /// <summary>Adds loss and gradient of the shard's sequences.</summary>
    public void Accumulate(TransformerPass pass)
    {
        PrepareGradient();
        for (var next = 0; next < _sequences.Count;)
        {
            next = FillRow(next, 1);
            Loss += pass.LossAndGradient(_row, Gradient.Pointer);
        }
    }

    /// <summary>Adds loss and gradient of the shard's pairs.</summary>
    public void Accumulate(TransformerPass pass, PreferenceOptions options)
    {
        PrepareGradient();
        for (var next = 0; next < _sequences.Count;)
        {
            var first = next;
            next = FillRow(next, 2);
            Preference += pass.LossAndGradient(_row, Pairs(first, next), options, Gradient.Pointer);
        }

        Loss = Preference.Loss;
    }

    /// <summary>Adds loss and gradient of the shard's sequences under a loss of tokens, and writes log π of the scored ones.</summary>
    public void Accumulate(TransformerPass pass, TokenLoss loss, double[][] results)
    {
        PrepareGradient();
        for (var next = 0; next < _sequences.Count;)
        {
            next = FillRow(next, 1);
            Loss += pass.LossAndGradient(_row, loss, results, Gradient.Pointer);
        }
    }

    /// <summary>Adds loss and gradient of the shard's sampled sequences.</summary>
    public void Accumulate(TransformerPass pass, PolicyLossOptions options)
    {
        PrepareGradient();
        for (var next = 0; next < _sequences.Count;)
        {
            var first = next;
            next = FillRow(next, 1);
            Policy += pass.LossAndGradient(_row, Policies(first, next), options, Gradient.Pointer);
        }

        Loss = Policy.Loss;
    }

    /// <summary>Σ w·nll of the shard's sequences.</summary>
    public double Evaluate(TransformerPass pass)
    {
        double loss = 0;
        for (var next = 0; next < _sequences.Count;)
        {
            next = FillRow(next, 1);
            loss += pass.Loss(_row);
        }

        return loss;
    }

    /// <summary>The loss of the shard's pairs.</summary>
    public PreferenceTally Evaluate(TransformerPass pass, PreferenceOptions options)
    {
        PreferenceTally tally = default;
        for (var next = 0; next < _sequences.Count;)
        {
            var first = next;
            next = FillRow(next, 2);
            tally += pass.Loss(_row, Pairs(first, next), options);
        }

        return tally;
    }

    /// <summary>The loss of the shard's sampled sequences.</summary>
    public PolicyTally Evaluate(TransformerPass pass, PolicyLossOptions options)
    {
        PolicyTally tally = default;
        for (var next = 0; next < _sequences.Count;)
        {
            var first = next;
            next = FillRow(next, 1);
            tally += pass.Loss(_row, Policies(first, next), options);
        }

        return tally;
    }

    /// <summary>Writes log π of the trained tokens of each sequence into the array of its index.</summary>
    public void LogProbabilities(TransformerPass pass, double[][] results)
    {
        for (var next = 0; next < _sequences.Count;)
        {
            next = FillRow(next, 1);
            _row.Scatter(pass.LogProbabilities(_row), results);
        }
    }

    private ReadOnlySpan<PreferencePair> Pairs(int first, int end) => CollectionsMarshal.AsSpan(_pairs)[(first / 2)..(end / 2)];

    private ReadOnlySpan<PolicySequence> Policies(int first, int end) => CollectionsMarshal.AsSpan(_policies)[first..end];

    private void PrepareGradient()
    {
        if (_sequences.Count > 0 && !HasGradient)
        {
            Gradient.Clear();
            HasGradient = true;
        }
    }

    /// <summary>Packs groups of sequences from <paramref name="next"/> on: at least one group, more while they fit.</summary>
    private int FillRow(int next, int group)
    {
        _row.Clear();
        do
        {
            for (var end = next + group; next < end; next++)
            {
                _row.Add(_sequences[next], _indices[next]);
            }
        }
        while (next < _sequences.Count && _row.Tokens.Length + InputLength(next, group) <= RowLength);
        return next;
    }

    private int InputLength(int first, int group)
    {
        var length = 0;
        for (var i = first; i < first + group; i++)
        {
            length += PackedRow.InputLength(_sequences[i]);
        }

        return length;
    }
}
