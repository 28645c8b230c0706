using Gleaner.Decoder.Training;

namespace Gleaner.Students.Learning;

/// <summary>Makes the gradient steps of a training on a fixed set: each on samples, on pairs or on examples, whose losses are normalised differently; each kind is spread evenly over the steps.</summary>
internal sealed class StepPlan
{
    private readonly Trainer _trainer;
    private readonly RenderedSet _set;
    private readonly LearningPlan _plan;
    private readonly PreferenceOptions _preference;
    private readonly PolicyLossOptions _policy;
    private readonly EpochBatches<RenderedSequence> _sequences;
    private readonly EpochBatches<PreferencePair> _pairs;
    private readonly EpochBatches<PolicySequence> _samples;

    /// <param name="set">What carries loss; the reference of pairs and samples is taken here and now.</param>
    /// <param name="trainer">Makes the steps.</param>
    /// <param name="plan">The size of a batch, and the seed.</param>
    public StepPlan(RenderedSet set, Trainer trainer, LearningPlan plan)
    {
        (_set, _trainer, _plan) = (set, trainer, plan);
        _preference = new PreferenceOptions { Beta = set.Beta };
        _policy = new PolicyLossOptions { ClipLow = set.PolicyLoss.ClipLow, ClipHigh = set.PolicyLoss.ClipHigh, KlWeight = set.PolicyLoss.KlWeight };
        _sequences = new EpochBatches<RenderedSequence>(set.Sequences, plan);
        _pairs = new EpochBatches<PreferencePair>(References.Of(set.Pairs, trainer), plan, "pairs");
        _samples = new EpochBatches<PolicySequence>(References.Of(set.Samples, trainer, set.PolicyLoss.NormalizesLength), plan, "samples");
    }

    /// <summary>Makes a step, from 0; asked for in increasing order.</summary>
    public StepMetrics Step(int step)
    {
        var samples = SampleSteps(step);
        if (SampleSteps(step + 1) > samples)
        {
            return _trainer.StepPolicy(_samples.Of(samples), _policy);
        }

        var rest = step - samples;
        var pairs = PairSteps(rest);
        return PairSteps(rest + 1) > pairs
            ? _trainer.StepPreference(_pairs.Of(pairs), _preference)
            : _trainer.Step([.. Examples(rest - pairs).Select(sequence => sequence.ToTrainingSequence())]);
    }

    private IEnumerable<RenderedSequence> Examples(int step)
    {
        var examples = _sequences.Of(step);
        return _set.Rehearsal is { } rehearsal ? examples.Concat(rehearsal.Of(step, _plan)) : examples;
    }

    /// <summary>How many of the first steps are on samples.</summary>
    private int SampleSteps(int steps) =>
        (int)((long)steps * _set.Samples.Length / (_set.Samples.Length + _set.Pairs.Length + _set.Sequences.Length));

    /// <summary>How many of the first steps that are not on samples are on pairs.</summary>
    private int PairSteps(int steps) => _set.Pairs.Length == 0 ? 0 : (int)((long)steps * _set.Pairs.Length / (_set.Pairs.Length + _set.Sequences.Length));
}
