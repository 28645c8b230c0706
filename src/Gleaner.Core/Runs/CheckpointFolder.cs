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

    public static IStudent Load(RunContext context, string stage, IStudent prototype) =>
        prototype.Load(context.Directory.Resolve(RunLayout.Checkpoint(stage)));
}
