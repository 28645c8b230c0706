using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Students.Pretrained;

namespace Gleaner.Trainers.Students;

/// <summary>Makes students that another program trains and the embedded engine samples from.</summary>
public sealed class ExternalStudents : IStudentFactory
{
    private readonly ExternalStudentSetup _setup;

    /// <summary>Opens the base model and checks that it can be sampled from.</summary>
    /// <param name="options">The model and what trains it.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    /// <exception cref="GleanerException">The folder cannot be used, or there is no such format.</exception>
    public ExternalStudents(ExternalStudentOptions options, string rules)
    {
        ArgumentNullException.ThrowIfNull(options);
        _setup = new ExternalStudentSetup(options, rules, ModelFolderHash.Of(options.Model.Folder));
        Create(default);
    }

    /// <inheritdoc/>
    public string? DataHash => _setup.BaseHash;

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => new ExternalStudent(_setup, _setup.Options.Model.Folder);

    /// <inheritdoc/>
    /// <remarks>The model was trained by others: nothing is done here.</remarks>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken) =>
        Task.FromResult((Create(seed), LearningSummary.None));
}
