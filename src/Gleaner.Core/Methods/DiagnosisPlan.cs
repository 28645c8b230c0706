using System.Collections.Immutable;
using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Tasks;

namespace Gleaner.Methods;

/// <summary>
/// The first wave of a diagnosis: on a random sample of the tasks that the expert failed the student plays k times from s0 and once from
/// each of M states of the failed trajectory, so that the same tasks say what RFT(k) and EEF would find.
/// </summary>
/// <param name="Tasks">All training tasks.</param>
/// <param name="Unsolved">Those that the expert failed.</param>
/// <param name="Probes">The sampled ones.</param>
public sealed record DiagnosisPlan(int Tasks, int Unsolved, ImmutableArray<TaskProbe> Probes)
{
    /// <summary>What is simulated.</summary>
    public IEnumerable<RolloutRequest> Requests =>
        Probes.SelectMany(probe => probe.Initial.Select(attempt => new RolloutRequest(StartState.Initial(probe.Trunk.Task), attempt))
            .Concat(probe.Steps.Select(step => new RolloutRequest(StartState.After(probe.Trunk, step), 0))));

    /// <summary>Makes the plan.</summary>
    /// <param name="state">What is known before the first iteration.</param>
    /// <param name="expert">The expert whose failures are explored.</param>
    /// <param name="options">How much is simulated.</param>
    /// <param name="budget">The most simulations.</param>
    public static DiagnosisPlan Of(IterationState state, string expert, DiagnosisOptions options, int budget)
    {
        var unsolved = state.Tasks.Where(task => !state.IsSolved(task)).ToList();
        var failures = state.Experts
            .Where(trajectory => trajectory.Policy == expert && !trajectory.IsPositive(state.SuccessThreshold))
            .DistinctBy(trajectory => trajectory.Task)
            .ToDictionary(trajectory => trajectory.Task);
        var sampled = unsolved.Where(failures.ContainsKey).ToArray();
        state.Seed.Derive("diagnosis").ToStream().Shuffle<TaskId>(sampled);
        var probes = ImmutableArray.CreateBuilder<TaskProbe>();
        foreach (var trunk in sampled.Select(task => Trunk.Of(failures[task])))
        {
            var probe = new TaskProbe(trunk, options.Rollouts, ExpertStates.Steps(trunk.Length, options.ExpertStates));
            if (budget < probe.Simulations)
            {
                break;
            }

            budget -= probe.Simulations;
            probes.Add(probe);
        }

        return new DiagnosisPlan(state.Tasks.Count, unsolved.Count, probes.ToImmutable());
    }
}

/// <summary>A task of a diagnosis.</summary>
/// <param name="Trunk">The expert's failed trajectory on it.</param>
/// <param name="Rollouts">k: rollouts from s0.</param>
/// <param name="Steps">The explored states.</param>
public sealed record TaskProbe(Trunk Trunk, int Rollouts, ImmutableArray<int> Steps)
{
    /// <summary>What it takes.</summary>
    public int Simulations => Rollouts + Steps.Length;

    /// <summary>The numbers of the rollouts from s0.</summary>
    public IEnumerable<int> Initial => Enumerable.Range(0, Rollouts);
}

/// <summary>How much a diagnosis simulates.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>M: states of a failed trajectory. Default 5.</summary>
    public int ExpertStates { get; init; } = Exploration.ExpertStates.DefaultCount;

    /// <summary>k: rollouts from s0, at least 1. Default 6, RFT×6's.</summary>
    public int Rollouts { get; init; } = Exploration.ExpertStates.DefaultCount + 1;

    /// <summary>The most that is simulated, as a share of what the experiment's methods would be, in (0, 1]. Default 0.1.</summary>
    public double Share { get; init; } = 0.1;
}
