using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.Trainers.Kinds;

/// <summary>A way in which a student that a server answers with is tuned.</summary>
internal abstract class TuningKind : IKind
{
    public string Group => "tuning";

    public abstract string Name { get; }

    public abstract string Summary { get; }

    public abstract ServedTuning ReadPart(SectionReader reader);

    public void Describe(SectionReader reader) => ReadPart(reader);
}

/// <summary>A way of tuning as an experiment has it: of a kind and its configuration.</summary>
internal abstract class ServedTuning
{
    /// <summary>Price of a million tokens; 0 where nobody bills any.</summary>
    public abstract decimal Price { get; }

    /// <summary>How, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>What to keep in mind when reading its numbers.</summary>
    public abstract string Note { get; }

    /// <summary>All that decides results.</summary>
    public abstract object Configuration { get; }

    /// <summary>Makes what tunes.</summary>
    /// <param name="endpoint">What the configuration says of the student's endpoint.</param>
    /// <param name="opened">The endpoint.</param>
    /// <param name="rules">What the student is told about the environment.</param>
    /// <param name="context">The run.</param>
    public abstract OpenTuner Open(EndpointConfig endpoint, ChatEndpoint opened, string rules, RunContext context);

    /// <summary>What is checked before the endpoint is asked. Default: nothing.</summary>
    /// <param name="endpoint">What the configuration says of the student's endpoint.</param>
    /// <param name="agent">How it is made an agent.</param>
    public virtual IEnumerable<PreflightCheck> ChecksBefore(EndpointConfig endpoint, ChatAgentConfig agent) => [];

    /// <summary>What is checked once the endpoint has answered. Default: nothing.</summary>
    /// <param name="endpoint">What the configuration says of the student's endpoint.</param>
    /// <param name="agent">How it is made an agent.</param>
    public virtual IEnumerable<PreflightCheck> ChecksAfter(EndpointConfig endpoint, ChatAgentConfig agent) => [];

    /// <summary>Reports values that cannot work.</summary>
    public virtual void Check(SectionReader reader)
    {
    }
}

/// <summary>What tunes, while a run is worked on.</summary>
/// <param name="Tuner">It.</param>
/// <param name="Held">What is to be disposed with it; null for nothing.</param>
internal sealed record OpenTuner(IModelTuner Tuner, IDisposable? Held = null) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
