using Gleaner.IO;
using Gleaner.Policies;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trainers.Students;

namespace Gleaner.Trainers.Served;

/// <summary>A student behind a chat endpoint: it is a model's name, and learning gives another name.</summary>
/// <param name="students">What all students of the experiment have in common.</param>
/// <param name="model">The model's name as it is now.</param>
internal sealed class ServedStudent(ServedStudents students, string model) : IStudent
{
    private volatile string _model = model;

    /// <inheritdoc/>
    public string Name => ExternalStudent.StudentName;

    /// <inheritdoc/>
    public bool LoadsAnywhere => false;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding)
    {
        var current = _model;
        students.Tuner.ServeAsync(current, CancellationToken.None).GetAwaiter().GetResult();
        return students.PolicyOf(current).Open(decoding);
    }

    /// <inheritdoc/>
    /// <remarks>Of the plan the seed alone goes to a fine-tuning API, which knows passes over the data and no steps.</remarks>
    public async Task<LearningSummary> LearnAsync(
        LearningSet set, LearningPlan plan, LearningContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        set.RequireExamplesAlone("A student behind an endpoint");
        if (set.IsEmpty)
        {
            throw new GleanerException("There is nothing to learn from: no turn has a weight above 0.");
        }

        var folder = context?.WorkFolder ?? ScratchFolder.CreateKept("gleaner-tuning-");
        var tuned = await students.Tuner.TuneAsync(new TuningWork(_model, set.Examples, plan, folder), cancellationToken).ConfigureAwait(false);
        _model = tuned.Name;

        // Which of the billed tokens carried loss a server does not say, nor how many steps it made.
        return new LearningSummary(tuned.Steps, tuned.Tokens, tuned.TrainedTokens ?? tuned.Tokens, []);
    }

    /// <inheritdoc/>
    public void Save(string folder) => new ServedCheckpoint(students.BaseModel, _model).Save(folder);

    /// <inheritdoc/>
    public IStudent Load(string folder) => new ServedStudent(students, ServedCheckpoint.Load(folder, students.BaseModel).Model);
}
