using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>What must hold between keys. Parts of kinds that are not known are null here.</summary>
internal sealed class ConsistencyChecks(Experiment experiment, SectionReader reader)
{
    public void Run()
    {
        CheckSeeds();
        CheckSplits();
        if (experiment.Environment is { } environment)
        {
            experiment.Student?.Check(environment, reader);
            foreach (var expert in experiment.Experts.Where(expert => expert is not null))
            {
                expert.Check(environment, reader);
            }
        }

        CheckExperts();
        CheckMethods();
    }

    private void CheckSeeds()
    {
        if (experiment.Seeds.Length == 0)
        {
            reader.Fail("seeds", "needs at least one seed.");
        }
        else if (experiment.Seeds.Distinct().Count() < experiment.Seeds.Length)
        {
            reader.Fail("seeds", "names a seed twice.");
        }
    }

    private void CheckSplits()
    {
        if (experiment.Tasks is not { } tasks)
        {
            return;
        }

        CheckFurtherTests(tasks);
        (string Name, TaskRange Range)[] splits = [(SplitNames.Test, tasks.Test), (SplitNames.Dev, tasks.Dev), (SplitNames.Training, tasks.Train)];
        foreach (var (a, b) in from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) select (splits[j], splits[i]))
        {
            if (a.Range.Overlaps(b.Range))
            {
                reader.Fail("tasks", $"has splits that overlap: {a.Name} is {a.Range.From} {a.Range.First} to {a.Range.End - 1}, {b.Name} {b.Range.First} to {b.Range.End - 1}.");
            }
        }
    }

    private void CheckFurtherTests(TaskPlan tasks)
    {
        foreach (var twice in tasks.Further.GroupBy(split => split.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            reader.Fail("tasks", $"has the further split '{twice.Key}' twice.");
        }

        foreach (var (further, (name, range)) in from further in tasks.Further
                                                 from split in new[] { (SplitNames.Dev, tasks.Dev), (SplitNames.Training, tasks.Train) }
                                                 select (further, split))
        {
            if (further.Range.Overlaps(range))
            {
                reader.Fail("tasks", $"has splits that overlap: {name} and the further test split '{further.Name}'.");
            }
        }
    }

    private void CheckExperts()
    {
        foreach (var twice in experiment.Experts.Where(expert => expert is not null).GroupBy(expert => expert.Name).Where(group => group.Count() > 1))
        {
            reader.Fail("experts", $"has {twice.Key} twice.");
        }
    }

    private void CheckMethods()
    {
        var experts = experiment.Experts.Where(expert => expert is not null).Select(expert => expert.Name).ToList();
        var methods = experiment.Methods.Where(method => method is not null).ToList();

        // Names become folders beside those of BC, pre-training and a diagnosis, on some systems without regard to case.
        var folders = methods.Select(method => method.Name).Concat(Experiment.ReservedNames);
        foreach (var twice in folders.GroupBy(SafeName.From, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            reader.Fail("methods", $"has a name that is taken or too similar to another: '{twice.First()}'; give each method a name of its own ('BC', 'pretraining' and 'diagnosis' are in use).");
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
