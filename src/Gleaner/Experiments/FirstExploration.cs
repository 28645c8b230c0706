using Gleaner.Environments;
using Gleaner.Rollouts;
using Gleaner.Students;

namespace Gleaner.CommandLine.Experiments;

/// <summary>The first exploration of a method, ready to be run.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Student">The behaviour-cloned student.</param>
/// <param name="Requests">What is explored.</param>
/// <param name="Options">How.</param>
internal sealed record FirstExploration(
    IEnvironment Environment, IStudent Student, IReadOnlyList<RolloutRequest> Requests, RolloutOptions Options);
