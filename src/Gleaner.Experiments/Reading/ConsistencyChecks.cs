using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>What must hold between keys, with their lines. Parts of kinds that are not known are null here.</summary>
internal sealed class ConsistencyChecks(Experiment experiment, SectionReader reader)
{
    public void Run()
    {
        foreach (var (key, fault) in PartFaults.Of(experiment))
        {
            reader.Fail(key, fault.EndsWith('?') ? fault : $"{fault}.");
        }

        if (experiment.Environment is { } environment)
        {
            experiment.Student?.Check(environment, reader);
            foreach (var expert in experiment.Experts.Where(expert => expert is not null))
            {
                expert.Check(environment, reader);
            }
        }
    }
}
