using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Selection;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.Sampling;
using Gleaner.Students.Views;

namespace Gleaner.Students;

/// <summary>
/// A student on the embedded decoder. What an environment looks like to it is said by its view, so the same student serves any
/// environment that has one.
/// </summary>
internal sealed class DecoderStudent(StudentParameters parameters, IStudentView view, IStudentFiles files, LearningOptions options) : IStudent, ISequenceRenderer
{
    private const string StudentName = "student";

    private readonly Lock _gate = new();
    private FrozenDecoder? _frozen;

    /// <inheritdoc/>
    public string Name => StudentName;

    public StudentParameters Parameters => parameters;

    public IStudentView View => view;

    /// <summary>
    /// Whether an example that is longer than the context is learnt from as far as it fits, in whole turns: what a rollout of its
    /// actions would come to. Else it is refused.
    /// </summary>
    public bool CutsLongExamples { get; init; }

    /// <summary>What it rehearses whenever it learns from examples; null for nothing.</summary>
    public Rehearsal? Rehearsal { get; init; }

    /// <summary>How the weights are held that it samples from.</summary>
    public WeightPrecision DecodingPrecision { get; init; }

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => Open(decoding, PrefixReuse.Shared);

    /// <summary>The same with a choice of what is computed again.</summary>
    public DecoderPolicySession Open(Decoding decoding, PrefixReuse reuse)
    {
        lock (_gate)
        {
            return new DecoderPolicySession(_frozen ??= parameters.Freeze(DecodingPrecision), view, decoding, reuse);
        }
    }

    /// <inheritdoc/>
    public Task<LearningSummary> LearnAsync(
        LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _frozen = null;
        }

        // Minutes of arithmetic: not on the caller's thread.
        return Task.Run(() => Learn(Render(set)), CancellationToken.None);

        LearningSummary Learn(RenderedSet rendered) =>
            SequenceTrainer.Train(parameters, rendered, plan, options, context, cancellationToken) with
            {
                Truncated = [.. rendered.Sequences.Index().Where(sequence => sequence.Item.IsTruncated).Select(sequence => sequence.Index)],
            };
    }

    /// <inheritdoc/>
    public RenderedSequence Render(WeightedTrajectory example) =>
        new SequenceRenderer(view).Render(example, CutsLongExamples ? parameters.Config.MaxSequenceLength : int.MaxValue);

    private RenderedSet Render(LearningSet set) => new([.. set.Examples.Select(Render)])
    {
        Pairs = [.. set.Pairs.Select(pair => new RenderedPair(Render(pair.Chosen), Render(pair.Rejected), pair.Weight, pair.NllWeight))],
        Beta = set.Beta,
        Samples = [.. set.Samples.Select(sample => new RenderedSample(Render(sample.Example), sample.Advantage))],
        PolicyLoss = set.PolicyLoss,
        Rehearsal = Rehearsal,
    };

    /// <inheritdoc/>
    public string? TextOf(int id) => view.TextOf(id);

    /// <inheritdoc/>
    public void Save(string folder) => parameters.Save(folder, null, files.Metadata, files.Save);

    /// <inheritdoc/>
    public IStudent Load(string folder)
    {
        try
        {
            files.Check(folder, parameters.ReadMetadata(folder));
            return new DecoderStudent(parameters.Load(folder), view, files, options) { CutsLongExamples = CutsLongExamples, Rehearsal = Rehearsal, DecodingPrecision = DecodingPrecision };
        }
        catch (CheckpointException exception)
        {
            throw new GleanerException($"{exception.Message} Delete the stage's folder to run the stage again.", exception);
        }
    }
}
