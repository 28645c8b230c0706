using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Training;

/// <summary>
/// Several sequences laid end to end, without padding. Attention stays within a sequence and positions restart with it, so
/// each sequence is computed as if it were alone. Reused from step to step.
/// </summary>
internal sealed class PackedRow
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _predictors = [];
    private readonly List<int> _predictorStarts = [0];
    private readonly List<int> _targets = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _indices = [];

    /// <summary>Tokens of all sequences.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Position of each token within its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>Where each sequence starts, and at last where all end.</summary>
    public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(_starts);

    /// <summary>Tokens whose successor is trained, in increasing order: the only ones whose logits matter.</summary>
    public ReadOnlySpan<int> Predictors => CollectionsMarshal.AsSpan(_predictors);

    /// <summary>Where each sequence starts in <see cref="Predictors"/>, and at last where all end.</summary>
    public ReadOnlySpan<int> PredictorStarts => CollectionsMarshal.AsSpan(_predictorStarts);

    /// <summary>The trained token after each predictor.</summary>
    public ReadOnlySpan<int> Targets => CollectionsMarshal.AsSpan(_targets);

    /// <summary>The weight of each trained token, positive.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(_weights);

    /// <summary>Index in its micro-batch of each sequence; those of a pair follow each other.</summary>
    public ReadOnlySpan<int> Indices => CollectionsMarshal.AsSpan(_indices);

    public void Clear()
    {
        _indices.Clear();
        _tokens.Clear();
        _positions.Clear();
        _predictors.Clear();
        _targets.Clear();
        _weights.Clear();
        CollectionsMarshal.SetCount(_starts, 1);
        CollectionsMarshal.SetCount(_predictorStarts, 1);
    }

    /// <summary>
    /// Appends a sequence up to its last predictor: later tokens, and the last target itself, are inputs to no loss.
    /// </summary>
    public void Add(TrainingSequence sequence, int index)
    {
        _indices.Add(index);
        var ids = sequence.Tokens.Span;
        var targets = sequence.Targets.IsEmpty ? ids : sequence.Targets.Span;
        var mask = sequence.Weights.Span;
        int start = _tokens.Count, length = InputLength(sequence);
        for (var i = 0; i < length; i++)
        {
            _tokens.Add(ids[i]);
            _positions.Add(i);
            if (mask[i + 1] > 0)
            {
                _predictors.Add(start + i);
                _targets.Add(targets[i + 1]);
                _weights.Add(mask[i + 1]);
            }
        }

        _starts.Add(_tokens.Count);
        _predictorStarts.Add(_predictors.Count);
    }

    /// <summary>Puts a value of each predictor where its target is in the array of its sequence.</summary>
    public void Scatter(ReadOnlySpan<double> values, double[][] results)
    {
        for (var i = 0; i < _indices.Count; i++)
        {
            for (var p = _predictorStarts[i]; p < _predictorStarts[i + 1]; p++)
            {
                results[_indices[i]][_predictors[p] - _starts[i] + 1] = values[p];
            }
        }
    }

    /// <summary>Tokens of a sequence that its loss depends on as inputs: all before the last trained one.</summary>
    public static int InputLength(TrainingSequence sequence) => sequence.Weights.Span.LastIndexOfAnyExcept(0f);
}
