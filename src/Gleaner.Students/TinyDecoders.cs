using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tokens;
using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.Views;

namespace Gleaner.Students;

/// <summary>Makes students that know nothing yet, and pre-trains them on sequences that a corpus draws.</summary>
internal sealed class TinyDecoders
{
    private readonly IStudentView _view;
    private readonly SubwordVocabulary _vocabulary;
    private readonly DecoderConfig _shape;
    private readonly TinyStudentOptions _options;
    private readonly DrawnSequences _corpus;

    /// <param name="view">How the environment looks to them.</param>
    /// <param name="vocabulary">The tokens of the view.</param>
    /// <param name="options">Their shape and how they are trained.</param>
    /// <param name="corpus">What they are pre-trained on, and rehearse.</param>
    /// <exception cref="GleanerException">The shape is impossible.</exception>
    public TinyDecoders(IStudentView view, SubwordVocabulary vocabulary, TinyStudentOptions options, DrawnSequences corpus)
    {
        (_view, _vocabulary, _options, _corpus) = (view, vocabulary, options, corpus);
        _shape = options.ShapeFor(vocabulary.Count);
        try
        {
            _shape.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new GleanerException($"The student cannot have this shape: {exception.Message}", exception);
        }
    }

    /// <summary>Whether an example that is longer than the context is learnt from as far as it fits; else it is refused.</summary>
    public bool CutsLongExamples { get; init; }

    /// <summary>A student with fresh parameters.</summary>
    public IStudent Create(Seed seed) => Create(CreateModel(seed));

    /// <summary>A student that was trained on drawn sequences, or a fresh one if there are no steps.</summary>
    /// <param name="seed">Seed of the parameters and of what is drawn.</param>
    /// <param name="context">Who is told about it, and where an unfinished training is kept; may be null.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    public async Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(
        Seed seed, LearningContext? context, CancellationToken cancellationToken)
    {
        var plan = _options.PretrainingPlan(seed);
        var model = CreateModel(seed);
        if (plan.Steps == 0)
        {
            return (Create(model), LearningSummary.None);
        }

        // Minutes of arithmetic: not on the caller's thread.
        var summary = await Task.Run(
            () => SequenceTrainer.Train(
                new FullParameters(model),
                step => _corpus.Batch(plan.Seed.Derive(step), plan.BatchSize),
                _corpus.Source,
                plan,
                _options.Learning,
                context,
                cancellationToken),
            CancellationToken.None).ConfigureAwait(false);
        return (Create(model), summary);
    }

    private DecoderModel CreateModel(Seed seed) => DecoderModel.Create(_shape, seed.Derive("parameters").Value);

    private DecoderStudent Create(DecoderModel model) =>
        new(new FullParameters(model), _view, new VocabularyFiles(_vocabulary), _options.Learning)
        {
            CutsLongExamples = CutsLongExamples,
            Rehearsal = _options.Rehearsal > 0 ? new Rehearsal(_corpus, _options.Rehearsal) : null,
        };
}
