using Gleaner.Reports.Model;
using Gleaner.Runs.Health;
using Gleaner.Trajectories;

namespace Gleaner.Experiments.Reporting;

/// <summary>A run's health as a report shows it.</summary>
internal static class HealthRows
{
    public static HealthItem Of(HealthCheck check, RunResults run) => new()
    {
        Id = check.Id,
        Title = check.Title,
        Level = check.Status switch
        {
            HealthStatus.Fine => HealthLevel.Fine,
            HealthStatus.Unknown => HealthLevel.Unknown,
            HealthStatus.Notice => HealthLevel.Notice,
            _ => HealthLevel.Warning,
        },
        Threshold = check.Threshold,
        Finding = check.Finding,
        Advice = check.Advice,
        Examples = [.. check.Examples.Select(example => new HealthItemExample(example.Place, example.Task.Value, example.Text)
        {
            Instruction = run.TaskText(example.Task),
            LastActions = example.LastActions,
            Command = HealthLinks.CommandFor(example, run, "RUN"),
            ViewerPage = HealthLinks.PageOf(example, run),
        })],
    };

    /// <summary>Stages of several seeds are one row. Those whose tasks all ended are in no row.</summary>
    public static RolloutEnds Ends(RunHealth health)
    {
        var reasons = health.Ends.SelectMany(stage => stage.Stops.Keys).Distinct().Order().ToList();
        var stages = health.Ends.GroupBy(stage => stage.Place).Select(stage => new StageEnding(
            stage.Key, [stage.Sum(seed => seed.Done), .. reasons.Select(reason => stage.Sum(seed => seed.Stops.GetValueOrDefault(reason)))])).ToList();
        return new RolloutEnds(
            [.. reasons.Prepend(StopReason.Done).Select(StopReasonText.Of)],
            [.. stages.Where(stage => stage.Counts.Skip(1).Any(count => count > 0))],
            stages.Count);
    }
}
