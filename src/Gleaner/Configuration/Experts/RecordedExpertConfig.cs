using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Experiments.Experts;
using Gleaner.CommandLine.Worlds;

namespace Gleaner.CommandLine.Configuration.Experts;

/// <summary>Trajectories from a file, whoever made them.</summary>
/// <param name="File">The file, absolute, in Gleaner's format for trajectories.</param>
/// <param name="Policy">The policy of the file whose trajectories are meant; null for all.</param>
internal sealed record RecordedExpertConfig(string File, string? Policy) : ExpertConfig
{
    public override string Description => $"Trajectories recorded in {Path.GetFileName(File)}{(Policy is null ? "" : $" by {Policy}")}.";

    public override bool? IsSimulated => null;

    public override void Check(EnvironmentConfig environment, SectionReader reader)
    {
    }

    public override IExpert Create(World world, int maxTurns) => new RecordedExpert(Name, File, Policy);

    internal static RecordedExpertConfig ReadRecorded(SectionReader reader)
    {
        var name = reader.Value("name", ValueKind.Name, "recorded", "Its name in tables and under `methods`; different for each expert.");
        var file = reader.Value("file", ValueKind.Path, null, "Trajectories as JSON Lines; at most one for a task. `gleaner import` writes such files.");
        var policy = reader.Values("policy", ValueKind.Text, "", "Take only trajectories of this policy of the file; an empty list takes all.");
        if (policy.Length > 1)
        {
            reader.Fail("policy", "names more than one policy: list an expert for each.");
        }

        return new(file, policy.FirstOrDefault()) { Name = name };
    }
}
