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

        foreach (var twice in tasks.Further.GroupBy(split => split.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            reader.Fail("tasks", $"has the further split '{twice.Key}' twice.");
        }

        foreach (var overlap in tasks.Overlaps())
        {
            reader.Fail("tasks", $"has splits that overlap: {overlap}.");
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
