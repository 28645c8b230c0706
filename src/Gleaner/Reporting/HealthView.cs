using System.Globalization;
using Gleaner.Runs.Health;

namespace Gleaner.CommandLine.Reporting;

/// <summary>The health of a run as text.</summary>
internal static class HealthView
{
    /// <summary>What the checks found, in a few lines.</summary>
    /// <param name="health">The checks.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="program">How the program is called.</param>
    /// <param name="output">Where they go.</param>
    public static void WriteSummary(RunHealth health, string folder, string program, TextWriter output)
    {
        var found = health.Checks.Where(IsFound).OrderByDescending(check => check.Status).ToList();
        output.WriteLine($"Health: {Summary(health)}");
        foreach (var check in found)
        {
            output.WriteLine($"  {Name(check.Status)}: {check.Title}: {check.Finding}");
        }

        if (found.Count > 0)
        {
            output.WriteLine($"  {program} health {folder}    says what to do, with examples");
        }

        output.WriteLine();
    }

    /// <summary>All checks with thresholds, advice and examples, then how rollouts ended.</summary>
    /// <param name="health">The checks.</param>
    /// <param name="run">The run.</param>
    /// <param name="output">Where they go.</param>
    public static void Write(RunHealth health, RunResults run, TextWriter output)
    {
        output.WriteLine(Summary(health));
        foreach (var check in health.Checks.OrderByDescending(check => check.Status))
        {
            output.WriteLine();
            output.WriteLine($"{check.Title} ({check.Id}): {Name(check.Status)}");
            output.WriteLine($"  {check.Finding}");
            if (IsFound(check))
            {
                output.WriteLine($"  A warning is {check.Threshold}.");
                output.WriteLine($"  {check.Advice}");
            }

            foreach (var example in check.Examples)
            {
                WriteExample(example, run, output);
            }
        }

        output.WriteLine();
        output.WriteLine("How rollouts ended");
        foreach (var stage in health.Ends)
        {
            output.WriteLine($"  {stage.Stage.Folder}: {stage.Place}: " + (stage.Stops.IsEmpty
                ? string.Create(CultureInfo.InvariantCulture, $"all {stage.Rollouts:N0} with their task")
                : StopReasonText.Summary(stage.Stops, stage.Rollouts)));
        }
    }

    private static void WriteExample(HealthExample example, RunResults run, TextWriter output)
    {
        output.WriteLine($"    {example.Place}: {example.Task}: {example.Text}");
        foreach (var action in example.LastActions)
        {
            output.WriteLine($"      … {action}");
        }

        if (HealthLinks.CommandFor(example, run, run.Folder) is { } command)
        {
            output.WriteLine($"      {command}");
        }
    }

    private static string Summary(RunHealth health)
    {
        var counts = health.Checks
            .GroupBy(check => check.Status)
            .OrderByDescending(group => group.Key)
            .Select(group => $"{group.Count()} {Name(group.Key)}{(group.Count() > 1 && group.Key is (HealthStatus.Notice or HealthStatus.Warning) ? "s" : "")}");
        return $"{health.Checks.Length} checks: {string.Join(", ", counts)}.";
    }

    private static bool IsFound(HealthCheck check) => check.Status is HealthStatus.Notice or HealthStatus.Warning;

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Fine => "fine",
        HealthStatus.Unknown => "not known",
        HealthStatus.Notice => "notice",
        _ => "warning",
    };
}
