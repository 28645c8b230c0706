using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Several sequences laid end to end, without padding. Attention stays within a sequence and positions restart with it, so
/// each sequence is computed as if it were alone. Reused from step to step.
/// </summary>
internal sealed class PackedRow
{
    private readonly List<int> tokens = [];
    private readonly List<int> positions = [];
    private readonly List<int> starts = [0];
    private readonly List<int> predictors = [];
    private readonly List<int> predictorStarts = [0];
    private readonly List<int> targets = [];
    private readonly List<float> weights = [];
    private readonly List<int> indices = [];

    /// <summary>Tokens of all sequences.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    /// <summary>Position of each token within its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(positions);

    /// <summary>Where each sequence starts, and at last where all end.</summary>
    public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(starts);

    /// <summary>Tokens whose successor is trained, in increasing order: the only ones whose logits matter.</summary>
    public ReadOnlySpan<int> Predictors => CollectionsMarshal.AsSpan(predictors);

    /// <summary>Where each sequence starts in <see cref="Predictors"/>, and at last where all end.</summary>
    public ReadOnlySpan<int> PredictorStarts => CollectionsMarshal.AsSpan(predictorStarts);

    /// <summary>The trained token after each predictor.</summary>
    public ReadOnlySpan<int> Targets => CollectionsMarshal.AsSpan(targets);

    /// <summary>The weight of each trained token, positive.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(weights);

    /// <summary>Index in its micro-batch of each sequence; those of a pair follow each other.</summary>
    public ReadOnlySpan<int> Indices => CollectionsMarshal.AsSpan(indices);

    public void Clear()
    {
        indices.Clear();
        tokens.Clear();
        positions.Clear();
        predictors.Clear();
        targets.Clear();
        weights.Clear();
        CollectionsMarshal.SetCount(starts, 1);
        CollectionsMarshal.SetCount(predictorStarts, 1);
    }

    /// <summary>
    /// Appends a sequence up to its last predictor: later tokens, and the last target itself, are inputs to no loss.
    /// </summary>
    public void Add(TrainingSequence sequence, int index)
    {
        indices.Add(index);
        ReadOnlySpan<int> ids = sequence.Tokens.Span;
        ReadOnlySpan<float> mask = sequence.Weights.Span;
        int start = tokens.Count, length = InputLength(sequence);
        for (int i = 0; i < length; i++)
        {
            tokens.Add(ids[i]);
            positions.Add(i);
            if (mask[i + 1] > 0)
            {
                predictors.Add(start + i);
                targets.Add(ids[i + 1]);
                weights.Add(mask[i + 1]);
            }
        }

        starts.Add(tokens.Count);
        predictorStarts.Add(predictors.Count);
    }

    /// <summary>Tokens of a sequence that its loss depends on as inputs: all before the last trained one.</summary>
    public static int InputLength(TrainingSequence sequence) => sequence.Weights.Span.LastIndexOfAnyExcept(0f);
}
