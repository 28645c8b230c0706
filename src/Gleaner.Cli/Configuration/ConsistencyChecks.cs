using Gleaner.Cli.Configuration.Reading;

namespace Gleaner.Cli.Configuration;

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
        CheckStudent(config.Student, reader);
        CheckExperts(config, reader);
    }

    private static void CheckSplits(TasksConfig? tasks, SectionReader reader)
    {
        if (tasks is null)
        {
            return;
        }

        (string Name, GoalRange Range)[] splits = [("test", tasks.Test), ("dev", tasks.Dev), ("train", tasks.Train)];
        foreach (var (a, b) in from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) select (splits[j], splits[i]))
        {
            if (a.Range.Overlaps(b.Range))
            {
                reader.Fail("tasks", $"has splits that overlap: {a.Name} is goals {a.Range.First} to {a.Range.End - 1}, {b.Name} {b.Range.First} to {b.Range.End - 1}.");
            }
        }
    }

    private static void CheckStudent(StudentConfig? student, SectionReader reader)
    {
        // Rotary embeddings turn pairs of numbers, so a head has an even width.
        if (student is not null && student.Width % (2 * student.Heads) != 0)
        {
            reader.Fail("student", $"has a width of {student.Width} that {student.Heads} heads do not divide into even parts.");
        }
    }

    private static void CheckExperts(ExperimentConfig config, SectionReader reader)
    {
        var experts = config.Experts.Select(expert => expert.Name).ToList();
        foreach (var twice in experts.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            reader.Fail("experts", $"has {twice.Key} twice.");
        }

        var methods = config.Methods.Where(method => method is not null).ToList();
        foreach (var twice in methods.GroupBy(method => method.Name).Where(group => group.Count() > 1))
        {
            reader.Fail("methods", $"has two methods named '{twice.Key}'; give them different names.");
        }

        foreach (var method in methods)
        {
            foreach (var unknown in method.Experts.Except(experts))
            {
                var nearest = NearestName.Of(unknown, experts);
                reader.Fail("methods", $"has '{method.Name}' learn from '{unknown}', which 'experts' does not list{(nearest is null ? "." : $"; did you mean '{nearest}'?")}");
            }
        }
    }
}
