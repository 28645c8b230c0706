using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Trajectories;

namespace Gleaner.Students.Text;

/// <summary>
/// Makes tiny students for any environment of texts: vocabulary and pre-training come from the experts' trajectories alone.
/// Results with them are results of a tiny student.
/// </summary>
public sealed class TextStudents : IStudentFactory
{
    private readonly TextView _view;
    private readonly TinyDecoders _decoders;

    /// <summary>Learns the vocabulary; nothing else is trained yet.</summary>
    /// <param name="options">Shape, view and pre-training.</param>
    /// <param name="trajectories">The experts' trajectories on the training tasks, failed ones too; never those of another split.</param>
    /// <exception cref="GleanerException">The shape is impossible, or the trajectories have no action.</exception>
    public TextStudents(TextStudentOptions options, IReadOnlyList<Trajectory> trajectories)
    {
        List<Trajectory> played = [.. trajectories.Where(trajectory => trajectory.Length > 0)];
        if (played.Count == 0)
        {
            throw new GleanerException(
                $"A text student learns its vocabulary from the experts' trajectories, and the {trajectories.Count} of this run have no actions.");
        }

        var texts = played.SelectMany(TextsOf).ToList();
        var vocabulary = TextVocabulary.Train(texts, options.Pieces);
        _view = new TextView(vocabulary, options.View, ActionsOf(played));
        var corpus = new TextCorpus(_view, played, Math.Min(options.PretrainingLength, options.Context));
        var source = $"pre-training on texts {vocabulary.Subwords.Hash} {options.PretrainingLength} {options.View}";
        _decoders = new TinyDecoders(_view, vocabulary.Subwords, options, new DrawnSequences(corpus.Draw, source)) { CutsLongExamples = true };
    }

    /// <inheritdoc/>
    /// <remarks>The experts are part of the configuration, and where they are files the environment has their hashes.</remarks>
    public string? DataHash => null;

    /// <summary>The number of ids in the vocabulary.</summary>
    public int VocabularySize => _view.Vocabulary.Subwords.Count;

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => _decoders.Create(seed);

    /// <inheritdoc/>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken) =>
        _decoders.PretrainAsync(seed, context, cancellationToken);

    // A reply without an action is not offered, nor does its length say how long actions are.
    private static List<string> ActionsOf(List<Trajectory> played)
    {
        var turns = played.SelectMany(trajectory => trajectory.Turns).ToList();
        return [.. (turns.TrueForAll(turn => turn.IsMalformed) ? turns : turns.Where(turn => !turn.IsMalformed)).Select(turn => turn.Action)];
    }

    private static IEnumerable<string> TextsOf(Trajectory trajectory) =>
    [
        .. trajectory.Turns.SelectMany(turn => ObservationLines.Of(turn.Observation).Append(turn.Action)),
        .. ObservationLines.Of(trajectory.Final),
    ];
}
