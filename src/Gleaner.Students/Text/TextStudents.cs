using Gleaner.Decoder.Model;
using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Text;

/// <summary>
/// Makes tiny students for any environment of texts: vocabulary and pre-training come from the experts' trajectories alone.
/// Results with them are results of a tiny student.
/// </summary>
public sealed class TextStudents : IStudentFactory
{
    private readonly TextStudentOptions _options;
    private readonly IReadOnlyList<Trajectory> _trajectories;
    private readonly TextView _view;

    /// <summary>Learns the vocabulary; nothing else is trained yet.</summary>
    /// <param name="options">Shape, view and pre-training.</param>
    /// <param name="trajectories">The experts' trajectories on the training tasks, failed ones too; never those of another split.</param>
    /// <exception cref="GleanerException">The shape is impossible, or the trajectories have no action.</exception>
    public TextStudents(TextStudentOptions options, IReadOnlyList<Trajectory> trajectories)
    {
        _options = options;
        _trajectories = [.. trajectories.Where(trajectory => trajectory.Length > 0)];
        if (_trajectories.Count == 0)
        {
            throw new GleanerException(
                $"A text student learns its vocabulary from the experts' trajectories, and the {trajectories.Count} of this run have no action.");
        }

        var texts = _trajectories.SelectMany(TextsOf).ToList();
        var vocabulary = TextVocabulary.Train(texts, options.Pieces);
        _view = new TextView(vocabulary, options.View, [.. _trajectories.SelectMany(trajectory => trajectory.Turns).Select(turn => turn.Action)]);
        CheckShape();
    }

    /// <inheritdoc/>
    /// <remarks>The experts are part of the configuration, and where they are files the environment has their hashes.</remarks>
    public string? DataHash => null;

    /// <summary>The number of ids in the vocabulary.</summary>
    public int VocabularySize => _view.Vocabulary.Subwords.Count;

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => Create(CreateModel(seed));

    /// <inheritdoc/>
    public (IStudent Student, LearningSummary Summary) Pretrain(Seed seed, LearningContext? context, CancellationToken cancellationToken)
    {
        var model = CreateModel(seed);
        if (_options.PretrainingSteps == 0)
        {
            return (Create(model), LearningSummary.None);
        }

        var plan = new LearningPlan(_options.PretrainingSteps, _options.PretrainingBatch, _options.PretrainingRate, seed.Derive("pretraining"));
        var corpus = new TextCorpus(_view, _trajectories, Math.Min(_options.PretrainingLength, _options.Context));
        var source = $"pre-training on texts {_view.Vocabulary.Subwords.Hash} {_options.PretrainingLength} {_options.View}";
        var summary = SequenceTrainer.Train(
            new FullParameters(model), step => DrawBatch(corpus, plan, step), source, plan, _options.Learning, context, cancellationToken);
        return (Create(model), summary);
    }

    private DecoderConfig Shape => new()
    {
        VocabularySize = VocabularySize,
        Width = _options.Width,
        Layers = _options.Layers,
        Heads = _options.Heads,
        FeedForwardWidth = _options.FeedForward,
        MaxSequenceLength = _options.Context,
        Smear = SmearKind.Channel,
    };

    private void CheckShape()
    {
        try
        {
            Shape.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new GleanerException($"The student cannot have this shape: {exception.Message}", exception);
        }
    }

    private DecoderModel CreateModel(Seed seed) => DecoderModel.Create(Shape, seed.Derive("parameters").Value);

    private DecoderStudent Create(DecoderModel model) =>
        new(new FullParameters(model), _view, new VocabularyFiles(_view.Vocabulary.Subwords), _options.Learning) { CutsLongExamples = true };

    private static List<RenderedSequence> DrawBatch(TextCorpus corpus, LearningPlan plan, int step)
    {
        // A stream of its own for each step: what is drawn does not depend on how the steps before it were drawn.
        var random = plan.Seed.Derive(step).ToStream();
        return [.. Enumerable.Range(0, plan.BatchSize).Select(_ => corpus.Draw(random))];
    }

    private static IEnumerable<string> TextsOf(Trajectory trajectory) =>
    [
        .. trajectory.Turns.SelectMany(turn => ObservationLines.Of(turn.Observation).Append(turn.Action)),
        .. ObservationLines.Of(trajectory.Final),
    ];
}
