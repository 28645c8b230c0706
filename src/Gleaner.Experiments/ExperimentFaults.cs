using System.Globalization;

namespace Gleaner.Experiments;

/// <summary>
/// What keeps an experiment that was made in C# from being run, in words: what must hold between its parts, and the limits that its keys
/// have in YAML.
/// </summary>
internal static class ExperimentFaults
{
    public static IEnumerable<string> Of(Experiment experiment)
    {
        // One after the other: what comes later needs what is checked before.
        var missing = experiment.Experts.IsDefaultOrEmpty ? "it has no expert"
            : experiment.Seeds.IsDefaultOrEmpty ? "it has no seed"
            : experiment.Methods.IsDefault ? "it has no list of methods"
            : experiment.Environment.MaxTurns < 1 ? string.Create(CultureInfo.InvariantCulture, $"its environment allows {experiment.Environment.MaxTurns} turns, not 1 or more")
            : null;
        return missing is null ? [.. PartFaults.Of(experiment).Select(part => $"its list of {part.Key} {part.Fault}"), .. OfTasks(experiment.TasksOrDefault), .. OfSchedules(experiment)] : [missing];
    }

    private static IEnumerable<string> OfTasks(TaskPlan tasks)
    {
        (string Name, TaskRange Range, int Least)[] splits =
        [
            ("training", tasks.Train, 1), ("dev", tasks.Dev, 0), ("test", tasks.Test, 1), .. tasks.Further.Select(further => (further.Name, further.Range, 1)),
        ];
        foreach (var (name, range, least) in splits)
        {
            if (range.Count < least)
            {
                yield return range.Count == 0 ? $"it has no {name} task" : string.Create(CultureInfo.InvariantCulture, $"it has {range.Count} {name} tasks");
            }
            else if (range.First < 0 || range.PerType < 0)
            {
                yield return $"the numbers of its {name} tasks are negative";
            }
        }
    }

    private static IEnumerable<string> OfSchedules(Experiment experiment)
    {
        var (exploration, evaluation, training) = (experiment.Exploration, experiment.Evaluation, experiment.Training);
        if (exploration.Iterations is < 0 or > ExplorationSchedule.MostIterations)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"it has {exploration.Iterations} iterations, not 0 to {ExplorationSchedule.MostIterations}");
        }

        if (evaluation.Rollouts is < 0 or > EvaluationSchedule.MostRollouts)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"its evaluation has {evaluation.Rollouts} further rollouts of a task, not 0 to {EvaluationSchedule.MostRollouts}");
        }

        foreach (var (name, temperature) in new[] { ("exploration", exploration.Temperature), ("evaluation", evaluation.Temperature) })
        {
            if (!(temperature >= 0 && temperature <= ExplorationSchedule.HighestTemperature))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"its {name} has a temperature of {temperature}, not from 0 to {ExplorationSchedule.HighestTemperature}");
            }
        }

        foreach (var fault in training.BehaviorCloning.Faults("behaviour cloning").Concat(training.Iteration.Faults("an iteration")))
        {
            yield return fault;
        }

        foreach (var method in experiment.Methods)
        {
            foreach (var fault in method.Learning?.Of(training.Iteration).Faults($"an iteration of '{method.Name}'") ?? [])
            {
                yield return fault;
            }
        }
    }
}
