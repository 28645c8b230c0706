namespace Gleaner.Reports.Model;

/// <summary>A set of evaluation tasks that results are reported on apart.</summary>
/// <param name="Name">Short name used in table heads, for example <c>goals 0–499</c>.</param>
/// <param name="Tasks">Number of tasks in the split.</param>
/// <param name="Description">One sentence on what distinguishes the split; may be empty.</param>
public sealed record SplitInfo(string Name, int Tasks, string Description = "");
