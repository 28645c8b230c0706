using Gleaner.Experiments;

namespace Gleaner.EnvironmentClients.Kinds;

/// <summary>What environments behind servers bring to experiments.</summary>
public static class EnvironmentClientKinds
{
    /// <summary>AgentGym's and OpenEnv's.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new AgentGymKind(), new OpenEnvKind()];
}
