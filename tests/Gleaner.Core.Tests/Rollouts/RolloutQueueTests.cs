using Gleaner.Rollouts;
using Gleaner.Tasks;

namespace Gleaner.Tests.Rollouts;

public sealed class RolloutQueueTests
{
    private static readonly TaskId A = new("a");
    private static readonly TaskId B = new("b");

    [Fact]
    public void A_tasks_rollouts_come_together_wherever_they_stand()
    {
        var queue = Queue(10, A, B, A, B, A);
        queue.Take(10).ShouldBe([0, 2, 4]);
        queue.Take(10).ShouldBe([1, 3]);
        queue.Take(10).ShouldBeEmpty();
    }

    [Fact]
    public void A_group_waits_for_room()
    {
        var queue = Queue(3, A, A, A, B);
        queue.Take(2).ShouldBeEmpty();
        queue.Take(3).ShouldBe([0, 1, 2]);
        queue.Take(2).ShouldBe([3]);
    }

    [Fact]
    public void A_group_that_no_worker_has_room_for_is_cut()
    {
        var queue = Queue(2, A, A, A);
        queue.Take(2).ShouldBe([0, 1]);
        queue.Take(2).ShouldBe([2]);
    }

    private static RolloutQueue Queue(int largest, params TaskId[] tasks) =>
        new([.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))], largest);
}
