using Gleaner.Policies;
using Gleaner.Selection;
using Gleaner.Students;

namespace Gleaner.Runs;

/// <summary>The checkpoint of a stage.</summary>
internal static class CheckpointFolder
{
    /// <summary>Saves a checkpoint; what an interrupted process left there goes first.</summary>
    public static void Save(RunContext context, string stage, IStudent student)
    {
        var path = context.Directory.Resolve(RunLayout.Checkpoint(stage));
        context.Directory.Files.DeleteFolder(path);
        student.Save(path);
    }

    /// <summary>The student of a stage's checkpoint as a policy, with the words that it is shown before a task.</summary>
    public static IPolicy Acting(RunContext context, string stage, IStudent student, string? prompt)
    {
        var policy = TaskPrompt.Before(student, prompt);
        return student.LoadsAnywhere ? new PortablePolicy(policy, new CheckpointOrigin(context.Directory.Resolve(RunLayout.Checkpoint(stage)), prompt)) : policy;
    }

    public static IStudent Load(RunContext context, string stage, IStudent prototype) =>
        prototype.Load(context.Directory.Resolve(RunLayout.Checkpoint(stage)));
}
