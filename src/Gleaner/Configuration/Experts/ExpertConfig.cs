using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>A policy whose trajectories are learnt from.</summary>
internal abstract record ExpertConfig
{
    /// <summary>Its name in tables and under <c>methods</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence for the report. A simulated expert is called that.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is a script instead of a model or a person; null if that is not known.</summary>
    public abstract bool? IsSimulated { get; }

    /// <summary>Reports what does not fit the environment.</summary>
    public abstract void Check(EnvironmentConfig environment, SectionReader reader);

    /// <summary>Makes the expert.</summary>
    /// <exception cref="GleanerException">It cannot be made as it is described.</exception>
    public abstract IExpert Create(World world, int maxTurns);

    internal static ExpertConfig Read(SectionReader reader) => reader.Kind<ExpertConfig>(
        "The first expert's successes are what BC learns from. `recorded` reads trajectories from a file and `chat` asks a chat model, in any environment. "
        + "In WebShop `simulated-careful` is a scripted shopper that compares and navigates but is careless with options, `simulated-hasty` one that buys among the first hits. "
        + "In mazes `simulated-walker` is a scripted walker that may lose its head. "
        + "In ScienceWorld `simulated-scientist` plays the simulator's scripted solutions, spoilt by rules.",
        ("simulated-careful", own => SimulatedShopperConfig.ReadShopper(own, "simulated-careful")),
        ("simulated-hasty", own => SimulatedShopperConfig.ReadShopper(own, "simulated-hasty")),
        (SimulatedWalkerConfig.Kind, SimulatedWalkerConfig.ReadWalker),
        (SimulatedScientistConfig.Kind, SimulatedScientistConfig.ReadScientist),
        ("recorded", RecordedExpertConfig.ReadRecorded),
        (ChatExpertConfig.Kind, ChatExpertConfig.ReadChat));

    /// <summary>Reports an expert that knows another environment.</summary>
    protected void CheckKind(string kind, string needed, EnvironmentConfig environment, SectionReader reader)
    {
        if (environment.Kind != needed)
        {
            reader.Fail("experts", $"has '{kind}', which knows the environment {needed} alone, not {environment.Kind}.");
        }
    }
}
