using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>
/// What must hold between the parts of an experiment, however it was made: the key of a list, and what is wrong with it. Parts of kinds
/// that are not known are null.
/// </summary>
internal static class PartFaults
{
    public static IEnumerable<(string Key, string Fault)> Of(Experiment experiment) =>
    [
        .. OfSeeds(experiment).Select(fault => ("seeds", fault)),
        .. OfTasks(experiment.Tasks ?? experiment.Environment?.DefaultTasks).Select(fault => ("tasks", fault)),
        .. OfExperts(experiment).Select(fault => ("experts", fault)),
        .. OfMethods(experiment).Select(fault => ("methods", fault)),
    ];

    private static IEnumerable<string> OfSeeds(Experiment experiment)
    {
        if (experiment.Seeds.Length == 0)
        {
            yield return "needs at least one seed";
        }
        else if (experiment.Seeds.Distinct().Count() < experiment.Seeds.Length)
        {
            yield return "names a seed twice";
        }
    }

    private static IEnumerable<string> OfTasks(TaskPlan? tasks)
    {
        foreach (var twice in Twice(tasks?.Further.Select(split => split.Name) ?? [], StringComparer.OrdinalIgnoreCase))
        {
            yield return $"has the further split '{twice}' twice";
        }

        foreach (var overlap in tasks?.Overlaps() ?? [])
        {
            yield return $"has splits that overlap: {overlap}";
        }
    }

    private static IEnumerable<string> OfExperts(Experiment experiment) => Twice(Experts(experiment), StringComparer.Ordinal).Select(twice => $"has {twice} twice");

    private static IEnumerable<string> OfMethods(Experiment experiment)
    {
        var methods = experiment.Methods.Where(method => method is not null).ToList();

        // Names become folders beside those of BC, pre-training and a diagnosis, on some systems without regard to case.
        foreach (var twice in methods.Select(method => method.Name).Concat(Experiment.ReservedNames).GroupBy(SafeName.From, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return $"has a name that is taken or too similar to another: '{twice.First()}'; give each method a name of its own ('BC', 'pretraining' and 'diagnosis' are in use)";
        }

        var experts = Experts(experiment).ToList();
        foreach (var (method, unknown) in from method in methods from expert in method.FurtherExperts.Except(experts) select (method, expert))
        {
            var nearest = NearestName.Of(unknown, experts);
            yield return $"has '{method.Name}' learn from '{unknown}', which 'experts' does not list{(nearest is null ? "" : $"; did you mean '{nearest}'?")}";
        }
    }

    private static IEnumerable<string> Experts(Experiment experiment) => experiment.Experts.Where(expert => expert is not null).Select(expert => expert.Name);

    private static IEnumerable<string> Twice(IEnumerable<string> names, StringComparer comparer) =>
        names.GroupBy(name => name, comparer).Where(group => group.Count() > 1).Select(group => group.Key);
}
