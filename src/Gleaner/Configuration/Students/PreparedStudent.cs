using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>A student that can be made once there are trajectories.</summary>
/// <param name="DataHash">Hash of what it is made from and no configuration tells, such as a pretrained model; null for nothing.</param>
/// <param name="Create">Makes the factory, given the experts' trajectories on the training tasks.</param>
internal sealed record PreparedStudent(string? DataHash, Func<IReadOnlyList<Trajectory>, IStudentFactory> Create)
{
    /// <summary>Opens what its students need while a run is worked on; disposed at the end. Null for nothing.</summary>
    public Func<RunContext, IDisposable>? Open { get; init; }

    /// <summary>A student that does not depend on trajectories.</summary>
    public static PreparedStudent Of(IStudentFactory factory) => new(factory.DataHash, _ => factory);
}
