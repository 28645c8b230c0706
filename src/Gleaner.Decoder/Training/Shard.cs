using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// One of the fixed number of parts of a batch: some sequences and a gradient of their own. A shard's sequences are computed
/// in packed rows of bounded length, in their order.
/// </summary>
internal sealed unsafe class Shard(ParameterLayout layout)
{
    /// <summary>A packed row is closed before it would pass this many tokens: activations of a layer stay in the caches.</summary>
    private const int RowLength = 512;

    private readonly List<TrainingSequence> sequences = [];
    private readonly PackedRow row = new();
    private AlignedBuffer? gradient;

    /// <summary>Input tokens of the shard's sequences.</summary>
    public int Length { get; private set; }

    /// <summary>Σ w·nll that the gradients so far belong to.</summary>
    public double Loss { get; private set; }

    /// <summary>Whether the gradient holds anything.</summary>
    public bool HasGradient { get; private set; }

    public AlignedBuffer Gradient => gradient ??= new AlignedBuffer(layout.Length);

    public void ClearSequences()
    {
        sequences.Clear();
        Length = 0;
    }

    public void ClearGradient()
    {
        HasGradient = false;
        Loss = 0;
    }

    public void Add(TrainingSequence sequence)
    {
        sequences.Add(sequence);
        Length += PackedRow.InputLength(sequence);
    }

    /// <summary>Adds the loss and gradient of the shard's sequences.</summary>
    public void Accumulate(TransformerPass pass)
    {
        if (sequences.Count > 0 && !HasGradient)
        {
            Gradient.Span.Clear();
            HasGradient = true;
        }

        for (int next = 0; next < sequences.Count;)
        {
            next = FillRow(next);
            Loss += pass.LossAndGradient(row, Gradient.Pointer);
        }
    }

    /// <summary>Σ w·nll of the shard's sequences.</summary>
    public double Evaluate(TransformerPass pass)
    {
        double loss = 0;
        for (int next = 0; next < sequences.Count;)
        {
            next = FillRow(next);
            loss += pass.Loss(row);
        }

        return loss;
    }

    private int FillRow(int next)
    {
        row.Clear();
        do
        {
            row.Add(sequences[next++]);
        }
        while (next < sequences.Count && row.Tokens.Length + PackedRow.InputLength(sequences[next]) <= RowLength);
        return next;
    }
}
