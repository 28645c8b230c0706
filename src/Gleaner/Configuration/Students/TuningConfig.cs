using Gleaner.CommandLine.Configuration.Endpoints;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.Endpoints;
using Gleaner.Endpoints.Calls;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>How a served student is tuned.</summary>
internal abstract record TuningConfig
{
    private const string Api = "openai";

    /// <summary>Price of a million tokens; 0 where nobody bills any.</summary>
    public abstract decimal Price { get; }

    /// <summary>How, in a few words for the report.</summary>
    public abstract string Description { get; }

    /// <summary>What to keep in mind when reading its numbers.</summary>
    public abstract string Note { get; }

    /// <summary>Makes what tunes.</summary>
    /// <param name="endpoint">What the configuration says of the student's endpoint.</param>
    /// <param name="opened">The endpoint.</param>
    /// <param name="rules">What the student is told about the environment.</param>
    /// <param name="context">The run.</param>
    public abstract OpenTuner Open(EndpointConfig endpoint, ChatEndpoint opened, string rules, RunContext context);

    /// <summary>Reports values that cannot work.</summary>
    public virtual void Check(SectionReader reader)
    {
    }

    internal static TuningConfig Read(SectionReader reader) => reader.Kind<TuningConfig>(
        Api,
        "`openai` tunes by OpenAI's fine-tuning API, or one like it; `command` by a command (torchrun, accelerate, axolotl) whose models your own server then answers with.",
        (Api, OpenAiTuningConfig.ReadOpenAi),
        ("command", CommandTuningConfig.ReadCommand));
}

/// <summary>What tunes, while a run is worked on.</summary>
/// <param name="Tuner">It.</param>
/// <param name="Held">What is to be disposed with it; null for nothing.</param>
internal sealed record OpenTuner(IModelTuner Tuner, IDisposable? Held = null) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
