using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Rollouts;
using Gleaner.Students;
using Gleaner.Trainers.Served;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Kinds;

/// <summary>A chat model that a server answers with, tuned by that server or by a command.</summary>
public sealed class EndpointStudentKind : StudentKind<EndpointStudentConfig>
{
    private static readonly TuningKind[] Tunings = [new OpenAiTuningKind(), new CommandTuningKind()];

    /// <inheritdoc/>
    public override string Name => "endpoint";

    /// <inheritdoc/>
    public override string Summary => "A chat model that a server answers with, tuned by that server or by a command.";

    /// <inheritdoc/>
    public override EndpointStudentConfig Read(SectionReader reader) => new(
        EndpointConfig.Read(reader, tokens: "auto"),
        ChatAgentConfig.ReadStudent(reader),
        reader.Section("tuning", section => section.Kind<TuningKind, ServedTuning>("openai", "How it is tuned.", Tunings, (kind, own) => kind.ReadPart(own))),
        reader.Value("simulated", ValueKind.Flag, "false", "Set it where a script answers behind the endpoint; the report then calls it simulated."));

    /// <inheritdoc/>
    public override string Describe(EndpointStudentConfig config) =>
        $"{config.Endpoint.Model} behind a chat endpoint{(config.IsSimulated ? ", simulated by a script" : "")}, {config.Tuning.Description}";

    /// <inheritdoc/>
    public override string Note(EndpointStudentConfig config) =>
        (config.IsSimulated ? "The student is simulated: a script behind a chat endpoint, which learns nothing. " : "") + config.Tuning.Note;

    /// <inheritdoc/>
    public override PreparedStudent Prepare(EndpointStudentConfig config, World world)
    {
        var access = new StudentAccess(config, world.Rules);
        return PreparedStudent.Of(new ServedStudents(config.Agent.AgentIn(world, "student", config.Endpoint.Model), () => access.Calls, access)) with { Open = access.Open };
    }

    /// <summary>The base model answers once, and what tunes it is there; a command makes one step, whose model is published and answers too.</summary>
    public override IEnumerable<PreflightCheck> Checks(EndpointStudentConfig config) =>
    [
        .. config.Endpoint.Checks("student"),
        .. config.Tuning.ChecksBefore(config.Endpoint, config.Agent),
        new EndpointCheck("student", Author.Student, config.Endpoint, config.Agent, default, StudentAccess.CallsPath),
        .. config.Tuning.ChecksAfter(config.Endpoint, config.Agent),
    ];

    /// <summary>None: only the server knows its tokens.</summary>
    public override ISequenceRenderer? Renderer(EndpointStudentConfig config, World world, IReadOnlyList<Trajectory> trajectories) => null;

    /// <summary>One episode a worker: none waits for the answers of the others.</summary>
    public override RolloutOptions Adapt(EndpointStudentConfig config, RolloutOptions rollouts) =>
        rollouts with { Workers = config.Endpoint.Calls.Parallel, BatchSize = 1 };

    /// <inheritdoc/>
    public override void Check(EndpointStudentConfig config, ExperimentEnvironment environment, SectionReader reader) => config.Tuning?.Check(reader);
}

/// <summary>What its section says.</summary>
public sealed record EndpointStudentConfig
{
    internal EndpointStudentConfig(EndpointConfig endpoint, ChatAgentConfig agent, ServedTuning tuning, bool isSimulated) =>
        (Endpoint, Agent, Tuning, IsSimulated) = (endpoint, agent, tuning, isSimulated);

    /// <summary>Where it is, and how it is dealt with.</summary>
    public EndpointConfig Endpoint { get; }

    /// <summary>How it is made an agent.</summary>
    public ChatAgentConfig Agent { get; }

    /// <summary>Whether a script answers behind the endpoint.</summary>
    public bool IsSimulated { get; }

    internal ServedTuning Tuning { get; }
}
