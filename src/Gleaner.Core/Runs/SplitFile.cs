using System.Collections.Immutable;
using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>A split as a file; its hash is stored beside the tasks, so that an edited list is noticed.</summary>
internal static class SplitFile
{
    public static void Write(IRunFiles files, string path, TaskSplit split) =>
        files.WriteJson(path, new SplitContent(split.Name, split.Hash, split.Tasks));

    /// <exception cref="GleanerException">The file is missing or damaged, or its tasks do not have its hash.</exception>
    public static TaskSplit Read(IRunFiles files, string path)
    {
        var content = files.ReadJson<SplitContent>(path);
        var split = new TaskSplit(content.Name, content.Tasks);
        return split.Hash == content.Hash
            ? split
            : throw new GleanerException($"{path}: the tasks have been changed: their hash is {split.Hash}, but {content.Hash} was stored.");
    }

    private sealed record SplitContent(string Name, string Hash, ImmutableArray<TaskId> Tasks);
}
