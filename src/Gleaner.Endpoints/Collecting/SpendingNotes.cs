using Gleaner.Experiments.Reporting;
using Gleaner.Runs;

namespace Gleaner.Endpoints.Collecting;

/// <summary>What calls to endpoints took, for a run's report.</summary>
public sealed class SpendingNotes : IRunNotes
{
    /// <summary>What the calls of a student that a server answers with took, in the run's folder.</summary>
    public const string StudentPath = "student/spending.json";

    /// <inheritdoc/>
    public string Name => "spending";

    /// <inheritdoc/>
    public string Summary => "What calls to endpoints took.";

    /// <inheritdoc/>
    public IEnumerable<string> Of(RunResults run)
    {
        foreach (var expert in run.Display.Experts)
        {
            if (SpendingFile.Read(run.Files, Path.Combine(run.Folder, RunLayout.Expert(expert.Name), ChatExpert.SpendingFileName)) is { } spending)
            {
                yield return $"{expert.Name} ({spending.Model}): {spending.Describe()}";
            }
        }

        if (SpendingFile.Read(run.Files, Path.Combine(run.Folder, StudentPath)) is { } student)
        {
            yield return $"student ({student.Model} and what it was tuned to): {student.Describe()}";
        }
    }
}
