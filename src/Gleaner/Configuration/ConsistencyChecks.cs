using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>What must hold between keys.</summary>
internal static class ConsistencyChecks
{
    public static void Run(ExperimentConfig config, SectionReader reader)
    {
        if (config.Seeds.Length == 0)
        {
            reader.Fail("seeds", "needs at least one seed.");
        }
        else if (config.Seeds.Distinct().Count() < config.Seeds.Length)
        {
            reader.Fail("seeds", "names a seed twice.");
        }

        CheckSplits(config.Tasks, reader);
        if (config.Environment is { } environment)
        {
            config.Student?.Check(environment, reader);
            foreach (var expert in config.Experts.Where(expert => expert is not null))
            {
                expert.Check(environment, reader);
            }
        }

        CheckExperts(config, reader);
        CheckMethods(config, reader);
    }

    private static void CheckSplits(TasksConfig? tasks, SectionReader reader)
    {
        if (tasks is null)
        {
            return;
        }

        (string Name, TaskRange Range)[] splits = [("test", tasks.Test), ("dev", tasks.Dev), ("train", tasks.Train)];
        foreach (var (a, b) in from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) select (splits[j], splits[i]))
        {
            if (a.Range.Overlaps(b.Range))
            {
                reader.Fail("tasks", $"has splits that overlap: {a.Name} is {a.Range.From} {a.Range.First} to {a.Range.End - 1}, {b.Name} {b.Range.First} to {b.Range.End - 1}.");
            }
        }
    }

    private static void CheckExperts(ExperimentConfig config, SectionReader reader)
    {
        foreach (var twice in config.Experts.Where(expert => expert is not null).GroupBy(expert => expert.Name).Where(group => group.Count() > 1))
        {
            reader.Fail("experts", $"has {twice.Key} twice.");
        }
    }

    private static void CheckMethods(ExperimentConfig config, SectionReader reader)
    {
        var experts = config.Experts.Where(expert => expert is not null).Select(expert => expert.Name).ToList();
        var methods = config.Methods.Where(method => method is not null).ToList();

        // Names become folders beside those of BC and pre-training, on some systems without regard to case.
        var folders = methods.Select(method => method.Name).Concat(["BC", "pretraining"]);
        foreach (var twice in folders.GroupBy(SafeName.From, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            reader.Fail("methods", $"has a name that is taken or too like another: '{twice.First()}'; give each method a name of its own ('BC' and 'pretraining' are in use).");
        }

        foreach (var method in methods)
        {
            foreach (var unknown in method.FurtherExperts.Except(experts))
            {
                var nearest = NearestName.Of(unknown, experts);
                reader.Fail("methods", $"has '{method.Name}' learn from '{unknown}', which 'experts' does not list{(nearest is null ? "." : $"; did you mean '{nearest}'?")}");
            }
        }
    }
}
