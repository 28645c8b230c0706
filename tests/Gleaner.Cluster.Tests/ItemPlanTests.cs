using Gleaner.Cluster.Coordinating;
using Gleaner.Rollouts;
using Gleaner.Tasks;

namespace Gleaner.Cluster.Tests;

/// <summary>How the rollouts of a job are cut into items.</summary>
public sealed class ItemPlanTests
{
    [Fact]
    public void Rollouts_of_a_task_stay_together_up_to_the_largest_item()
    {
        var groups = Groups(Requests(tasks: 10, each: 30), largest: 48);
        groups.Count.ShouldBe(10);
        groups.ShouldAllBe(group => group.Length == 30 && group.All(request => request.Start.Task == group[0].Start.Task));

        Groups(Requests(tasks: 1, each: 100), largest: 48).Select(group => group.Length).ShouldBe([48, 48, 4]);
    }

    [Fact]
    public void Small_tasks_are_put_together_once_there_are_items_for_many_workers()
    {
        Groups(Requests(tasks: 20, each: 1), largest: 48).Count.ShouldBe(20);
        Groups(Requests(tasks: 640, each: 1), largest: 48).ShouldAllBe(group => group.Length == 10);
        Groups(Requests(tasks: 100_000, each: 1), largest: 48).Max(group => group.Length).ShouldBe(48);
    }

    [Fact]
    public void Every_rollout_is_in_one_item_in_the_order_of_the_requests()
    {
        var requests = Requests(tasks: 333, each: 7);
        Groups(requests, largest: 16).SelectMany(group => group).ShouldBe(requests);
    }

    private static List<RolloutRequest> Requests(int tasks, int each) =>
        [.. Enumerable.Range(0, tasks).SelectMany(task => Enumerable.Range(0, each).Select(attempt => new RolloutRequest(StartState.Initial(new TaskId($"t/{task}")), attempt)))];

    private static List<System.Collections.Immutable.ImmutableArray<RolloutRequest>> Groups(IReadOnlyList<RolloutRequest> requests, int largest) =>
        [.. ItemPlan.Groups(requests, largest)];
}
