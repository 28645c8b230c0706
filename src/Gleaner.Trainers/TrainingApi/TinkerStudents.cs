using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.Students.Pretrained;
using Gleaner.Students.Views;
using Gleaner.Tokenizers;
using Gleaner.Trainers.Students;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>Makes students of a chat model behind a training API: sampled and trained there by token ids, tokenised and weighted here.</summary>
public sealed class TinkerStudents : IStudentFactory
{
    private readonly Func<TinkerAccess> _access;

    /// <summary>Reads the tokenizer and the chat template; the server is asked when a student acts or learns.</summary>
    /// <param name="options">Which model, and how it learns.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    /// <param name="access">Gives the way to the server, whenever a student acts or learns.</param>
    /// <exception cref="GleanerException">The folder cannot be used.</exception>
    public TinkerStudents(TinkerStudentOptions options, string rules, Func<TinkerAccess> access)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _access = access;
        try
        {
            var format = ChatFormat.Load(options.Folder);
            Tokens = new ActionTokens(format.Tokenizer, format.StopTokens.Select(token => token.Id), format.Tokenizer.VocabularySize, options.MaxActionTokens);
            var chat = new ChatRenderer(format, options.TemplateUse.ToChatOptions());
            View = new ChatView(chat, Tokens, rules);
            End = chat.RenderTurn("a")[^1];
        }
        catch (Exception exception) when (exception is TokenizerException or ChatTemplateException)
        {
            throw new GleanerException(exception.Message, exception);
        }

        DataHash = ModelFolderHash.Of(options.Folder);
    }

    /// <inheritdoc/>
    public string? DataHash { get; }

    internal TinkerStudentOptions Options { get; }

    internal ActionTokens Tokens { get; }

    internal IStudentView View { get; }

    /// <summary>The id that a turn ends with.</summary>
    internal int End { get; }

    internal TinkerAccess Access => _access();

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => new TinkerStudent(this, TinkerCheckpoint.New(Options.Model, seed));

    /// <inheritdoc/>
    /// <remarks>The model was trained by others: nothing is done here.</remarks>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken) =>
        Task.FromResult((Create(seed), LearningSummary.None));
}

/// <summary>A student behind a training API: it is the names of its weights there.</summary>
internal sealed class TinkerStudent : IStudent, ISequenceRenderer
{
    private readonly TinkerStudents _students;
    private volatile TinkerCheckpoint _checkpoint;
    private volatile SamplerSource _source;

    /// <param name="students">What all students of the experiment have in common.</param>
    /// <param name="checkpoint">Where its weights are.</param>
    public TinkerStudent(TinkerStudents students, TinkerCheckpoint checkpoint)
    {
        _students = students;
        _checkpoint = checkpoint;
        _source = SourceOf(checkpoint);
    }

    /// <inheritdoc/>
    public string Name => ExternalStudent.StudentName;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) =>
        new TinkerPolicySession(_students.Access.Samples, _source, _students.View, _students.Tokens, _students.End, _students.Options.Context, decoding);

    /// <inheritdoc/>
    public async Task<LearningSummary> LearnAsync(LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(plan);
        set.RequireExamplesAlone("A student behind a training API");
        RenderedSequence[] rendered = [.. set.Examples.Select(Render)];
        RenderedSequence[] trainable = [.. rendered.Where(sequence => sequence.IsTrained)];
        if (trainable.Length == 0)
        {
            throw new GleanerException($"There is nothing to learn from: {rendered.Length} examples, none of them with a token that carries loss.");
        }

        if (trainable.FirstOrDefault(sequence => sequence.Ids.Length > _students.Options.Context) is { } tooLong)
        {
            throw new GleanerException($"An example has {tooLong.Ids.Length} tokens; the student's context holds {_students.Options.Context}. Raise student.context.");
        }

        var training = new TinkerTraining(_students.Access, _students.Options, _checkpoint, plan, [.. trainable]);
        var (checkpoint, summary) = await training.RunAsync(context?.Progress, cancellationToken).ConfigureAwait(false);
        _checkpoint = checkpoint;
        _source = SourceOf(checkpoint);
        return summary;
    }

    /// <inheritdoc/>
    public RenderedSequence Render(WeightedTrajectory example) => new SequenceRenderer(_students.View).Render(example);

    /// <inheritdoc/>
    public string? TextOf(int id) => _students.View.TextOf(id);

    /// <inheritdoc/>
    public void Save(string folder) => _checkpoint.Save(folder);

    /// <inheritdoc/>
    public IStudent Load(string folder) => new TinkerStudent(_students, TinkerCheckpoint.Load(folder, _students.Options.Model));

    private SamplerSource SourceOf(TinkerCheckpoint checkpoint) =>
        new(checkpoint, _students.Options.Lora with { Seed = checkpoint.AdapterSeed }, () => _students.Access);
}
