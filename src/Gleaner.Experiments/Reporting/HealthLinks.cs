using Gleaner.Runs;
using Gleaner.Runs.Health;
using Gleaner.Tasks;

namespace Gleaner.Experiments.Reporting;

/// <summary>Leads from the examples of health checks to where they come from.</summary>
public static class HealthLinks
{
    /// <summary>The command; null where <c>gleaner show</c> has nothing on it, which is about the training tasks of a method.</summary>
    /// <param name="example">The example.</param>
    /// <param name="run">Its run.</param>
    /// <param name="folder">What the command calls the run's folder.</param>
    public static string? CommandFor(HealthExample example, RunResults run, string folder)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(run);
        var method = run.Summary.Methods.FirstOrDefault(method => example.Stage.StartsWith(method.Folder + "/", StringComparison.Ordinal))
            ?? run.Summary.Methods.FirstOrDefault(method => example.Stage == RunLayout.Expert(method.Description.Experts.FirstOrDefault() ?? ""));
        return method is not null && IsOf(example.Task, method.Description.Training, run)
            ? $"gleaner show {Quoted(folder)} {Quoted(example.Task.Value)} --method {Quoted(method.Description.Name)} --seed {method.Seed}"
            : null;
    }

    /// <summary>The viewer's page of the rollout that an example is about; null if it is about none.</summary>
    /// <param name="example">The example.</param>
    /// <param name="run">Its run.</param>
    public static string? PageOf(HealthExample example, RunResults run)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(run);
        var method = run.Summary.Methods.FirstOrDefault(method => example.Stage.StartsWith(method.Folder + "/", StringComparison.Ordinal))?.Description;
        if (method is null || example.Rollout is not { } key)
        {
            return null;
        }

        var file = IsOf(example.Task, method.Training, run)
            ? "rollouts"
            : method.EvaluationSplits.Where(split => IsOf(example.Task, split, run)).Select(split => $"evaluation-{split}").FirstOrDefault();
        return file is null ? null : ViewerPages.Rollout($"{example.Stage}/{file}", key);
    }

    private static bool IsOf(TaskId task, string split, RunResults run) => run.Summary.Splits.TryGetValue(split, out var tasks) && tasks.Tasks.Contains(task);

    private static string Quoted(string argument) => argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,@+%".Contains(c, StringComparison.Ordinal))
        ? argument
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
