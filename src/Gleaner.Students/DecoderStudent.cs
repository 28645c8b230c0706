using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Selection;
using Gleaner.Students.Learning;
using Gleaner.Students.Sampling;
using Gleaner.Students.Views;

namespace Gleaner.Students;

/// <summary>
/// A student on the embedded decoder. What an environment looks like to it is said by its view, so the same student serves any
/// environment that has one.
/// </summary>
internal sealed class DecoderStudent(DecoderModel model, IStudentView view, DecoderStudentFiles files, LearningOptions options) : IStudent
{
    private const string StudentName = "student";

    private readonly Lock _gate = new();
    private FrozenDecoder? _frozen;

    /// <inheritdoc/>
    public string Name => StudentName;

    public DecoderModel Model => model;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => Open(decoding, PrefixReuse.Shared);

    /// <summary>The same with a choice of what is computed again.</summary>
    public DecoderPolicySession Open(Decoding decoding, PrefixReuse reuse)
    {
        lock (_gate)
        {
            return new DecoderPolicySession(_frozen ??= FrozenDecoder.From(model), view, decoding, reuse);
        }
    }

    /// <inheritdoc/>
    public LearningSummary Learn(
        IReadOnlyList<WeightedTrajectory> examples, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _frozen = null;
        }

        var renderer = new SequenceRenderer(view);
        return SequenceTrainer.Train(model, [.. examples.Select(renderer.Render)], plan, options, context, cancellationToken);
    }

    /// <inheritdoc/>
    public void Save(string folder) =>
        DecoderCheckpoint.Save(folder, model, metadata: files.Metadata, addFiles: files.Save);

    /// <inheritdoc/>
    public IStudent Load(string folder)
    {
        try
        {
            var metadata = DecoderCheckpoint.ReadMetadata(folder);
            files.Check(folder, metadata);
            var loaded = DecoderCheckpoint.LoadModel(folder);
            return loaded.Config == model.Config
                ? new DecoderStudent(loaded, view, files, options)
                : throw new GleanerException($"{folder}: the checkpoint's model is {loaded.Config}; this run's student is {model.Config}.");
        }
        catch (CheckpointException exception)
        {
            throw new GleanerException($"{exception.Message} Delete the stage's folder to make it again.", exception);
        }
    }
}
