using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Cluster.Messages;

/// <summary>Rollouts that are handed out together.</summary>
internal sealed record WorkItem
{
    /// <summary>Names the item; a hash of its job and its rollouts.</summary>
    public required string Id { get; init; }

    /// <summary>Names the job: stage, policy, seed, decoding.</summary>
    public required string Job { get; init; }

    /// <summary>The stage's folder in the run, for people: <c>seed-1/EEF/iteration-2</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Who plays.</summary>
    public required PolicyReference Policy { get; init; }

    /// <summary>The stage's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How actions are drawn.</summary>
    public required double Temperature { get; init; }

    /// <summary>Limit of turns of a trajectory.</summary>
    public required int MaxTurns { get; init; }

    /// <summary>Who the policy is.</summary>
    public required Author Author { get; init; }

    /// <summary>Failures of the environment in a row that end the work.</summary>
    public required int MaxFailuresInARow { get; init; }

    /// <summary>What is to be simulated.</summary>
    public required ImmutableArray<ItemRequest> Requests { get; init; }

    /// <summary>The names of the trunks that they start on; the trunks themselves follow the item, cut behind the last start.</summary>
    public required ImmutableArray<string> Trunks { get; init; }

    /// <summary>How its rollouts are run.</summary>
    /// <param name="own">How the worker runs rollouts.</param>
    public RolloutOptions Options(RolloutOptions own) => own with
    {
        Decoding = new Decoding(Temperature),
        MaxTurns = MaxTurns,
        Author = Author,
        MaxFailuresInARow = MaxFailuresInARow,
    };

    /// <summary>The requests, given the trunks in the order of their names.</summary>
    /// <exception cref="GleanerException">A request starts where there is no such state.</exception>
    public IReadOnlyList<RolloutRequest> RequestsOn(IReadOnlyList<Trajectory> trunks)
    {
        if (trunks.Count != Trunks.Length)
        {
            throw new GleanerException($"The item {Id} names {Trunks.Length} trunks and brings {trunks.Count}.");
        }

        var known = trunks.Zip(Trunks, (trajectory, name) => new Trunk(trajectory, name)).ToDictionary(trunk => (trunk.Task, trunk.Name));
        return [.. Requests.Select(request => new RolloutRequest(
            request.Trunk is null ? StartState.Initial(request.Task)
                : known.TryGetValue((request.Task, request.Trunk), out var trunk) && request.Step > 0 && request.Step < trunk.Length
                    ? StartState.After(trunk, request.Step)
                    : throw new GleanerException($"The item {Id} starts a rollout on '{request.Trunk}' after {request.Step} actions, and brings no such trunk."),
            request.Attempt))];
    }

    /// <summary>The stage's seed.</summary>
    public Seed StageSeed => new(Seed);
}

/// <summary>A rollout of an item.</summary>
/// <param name="Task">The task.</param>
/// <param name="Trunk">The name of the trunk that it starts on; null for s0.</param>
/// <param name="Step">The number of the trunk's actions before its start; 0 for s0.</param>
/// <param name="Attempt">Counts the rollouts from the same start state, from 0.</param>
internal sealed record ItemRequest(TaskId Task, string? Trunk, int Step, int Attempt)
{
    public static ItemRequest Of(RolloutRequest request) => new(request.Start.Task, request.Start.Trunk?.Name, request.Start.Step, request.Attempt);
}

/// <summary>A policy that every worker can make: an expert's name, or a checkpoint's hash.</summary>
/// <param name="Expert">The expert's name; null for a student.</param>
/// <param name="Checkpoint">The hash of the student's packed checkpoint; null for an expert.</param>
/// <param name="Trajectories">The hash of the packed trajectories of the experts, which the student's vocabulary is made of; null for an expert.</param>
/// <param name="Prompt">The words before a task; null for none.</param>
internal sealed record PolicyReference(string? Expert, string? Checkpoint, string? Trajectories, string? Prompt)
{
    /// <summary>Names the policy.</summary>
    public string Key => Expert is null ? $"checkpoint {Checkpoint} {Trajectories} {Prompt}" : $"expert {Expert}";
}
