using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Cluster.Messages;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Cluster.Coordinating;

/// <summary>
/// Cuts the rollouts of a job into items. Rollouts of one task stay together, because a worker shares what they have in common; small tasks are put
/// together until an item is worth a batch, as long as that leaves enough items for many workers.
/// </summary>
internal static class ItemPlan
{
    /// <summary>A job is cut into so many items at least, if it has as many tasks: so many workers have something to do.</summary>
    private const int FewestItems = 64;

    /// <summary>The groups, in the order of the requests.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="largest">The most rollouts of an item.</param>
    public static IEnumerable<ImmutableArray<RolloutRequest>> Groups(IReadOnlyList<RolloutRequest> requests, int largest)
    {
        var target = Math.Clamp(requests.Count / FewestItems, 1, largest);
        var group = ImmutableArray.CreateBuilder<RolloutRequest>();
        foreach (var part in requests.GroupBy(request => request.Start.Task).SelectMany(task => task.Chunk(largest)))
        {
            if (group.Count > 0 && group.Count + part.Length > target)
            {
                yield return group.DrainToImmutable();
            }

            group.AddRange(part);
        }

        if (group.Count > 0)
        {
            yield return group.DrainToImmutable();
        }
    }

    /// <summary>Names a job: the same stage with the same policy, seed and decoding has the same name in every process.</summary>
    public static string NameOf(RolloutJob job, PolicyReference policy) => HashOf(FormattableString.Invariant(
        $"{job.Stage.Folder}|{job.Stage.Kind}|{job.Stage.Subject}|{policy.Key}|{job.Seed.Value}|{job.Options.Decoding.Temperature:R}|{job.Options.MaxTurns}|{job.Options.Author}"));

    /// <summary>An item, and the trunks that travel with it.</summary>
    public static (WorkItem Item, ImmutableArray<Trajectory> Trunks) ItemOf(RolloutJob job, string name, PolicyReference policy, ImmutableArray<RolloutRequest> requests)
    {
        // What lies behind the last start on a trunk is of no use to a worker: one more turn holds what is seen there.
        var trunks = requests
            .Where(request => request.Start.Trunk is not null)
            .GroupBy(request => (request.Start.Task, request.Start.Trunk!.Name))
            .Select(group => (group.Key.Name, Trunk: group.First().Start.Trunk!.Trajectory, Last: group.Max(request => request.Start.Step)))
            .ToImmutableArray();
        var item = new WorkItem
        {
            Id = HashOf($"{name}|{string.Join('|', requests.Select(request => request.Key))}"),
            Job = name,
            Stage = job.Stage.Folder,
            Policy = policy,
            Seed = job.Seed.Value,
            Temperature = job.Options.Decoding.Temperature,
            MaxTurns = job.Options.MaxTurns,
            Author = job.Options.Author,
            MaxFailuresInARow = job.Options.MaxFailuresInARow,
            Requests = [.. requests.Select(ItemRequest.Of)],
            Trunks = [.. trunks.Select(trunk => trunk.Name)],
        };
        return (item, [.. trunks.Select(trunk => trunk.Trunk with { Turns = [.. trunk.Trunk.Turns.Take(trunk.Last + 1)], Final = new Observation("") })]);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
}
