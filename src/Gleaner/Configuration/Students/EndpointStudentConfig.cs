using Gleaner.CommandLine.Configuration.Endpoints;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Students;
using Gleaner.CommandLine.Worlds;
using Gleaner.Decoder.Training;
using Gleaner.Rollouts;
using Gleaner.Trainers.Served;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>A chat model that a server answers with, tuned by that server or by a command.</summary>
internal sealed record EndpointStudentConfig(EndpointConfig Endpoint, ChatAgentConfig Agent, TuningConfig Tuning, bool IsSimulated) : StudentConfig
{
    public override string Description => $"{Endpoint.Model} behind a chat endpoint{(IsSimulated ? ", simulated by a script" : "")}, {Tuning.Description}";

    public override string Note => (IsSimulated ? "The student is simulated: a script behind a chat endpoint, which learns nothing. " : "")
        + Tuning.Note;

    public override Accelerator Accelerator => Accelerator.None;

    public override PreparedStudent Prepare(World world)
    {
        var access = new StudentAccess(this, world.Rules);
        return PreparedStudent.Of(new ServedStudents(Agent.For(world, "student", Endpoint.Model), () => access.Calls, access)) with { Open = access.Open };
    }

    /// <summary>One episode a worker: none waits for the answers of the others.</summary>
    public override RolloutOptions Adapt(RolloutOptions rollouts) => rollouts with { Workers = Endpoint.Calls.Parallel, BatchSize = 1 };

    public override void Check(EnvironmentConfig environment, SectionReader reader) => Tuning?.Check(reader);

    internal static EndpointStudentConfig ReadEndpoint(SectionReader reader) => new(
        EndpointConfig.Read(reader),
        ChatAgentConfig.ReadStudent(reader),
        reader.Section("tuning", TuningConfig.Read),
        reader.Value("simulated", ValueKind.Flag, "false", "Say so where a script answers behind the endpoint: the report then calls it simulated."));
}
