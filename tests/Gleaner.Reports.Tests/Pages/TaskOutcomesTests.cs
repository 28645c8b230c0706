using Gleaner.Reports.Model;
using Gleaner.Reports.Pages;

namespace Gleaner.Reports.Tests.Pages;

public sealed class TaskOutcomesTests
{
    [Fact]
    public void A_task_solved_for_the_first_time_after_failures_is_newly_solved() =>
        Outcomes(false, true, true).ShouldBe([TaskOutcome.Unsolved, TaskOutcome.Newly, TaskOutcome.Solved]);

    [Fact]
    public void A_task_once_solved_and_failed_later_is_regressed_until_solved_again() =>
        Outcomes(true, false, false, true).ShouldBe([TaskOutcome.Solved, TaskOutcome.Regressed, TaskOutcome.Regressed, TaskOutcome.Solved]);

    [Fact]
    public void A_stage_that_did_not_try_the_task_changes_nothing() =>
        Outcomes(null, true, null, false).ShouldBe([TaskOutcome.Untried, TaskOutcome.Solved, TaskOutcome.Untried, TaskOutcome.Regressed]);

    [Fact]
    public void Missing_marks_count_as_not_tried() =>
        TaskOutcomes.Of(new TaskHistory { Id = "t", Solved = [true] }, 2).ShouldBe([TaskOutcome.Solved, TaskOutcome.Untried]);

    [Fact]
    public void The_first_solving_stage_is_found()
    {
        TaskOutcomes.FirstSolved(new TaskHistory { Id = "t", Solved = [false, null, true, true] }).ShouldBe(2);
        TaskOutcomes.FirstSolved(new TaskHistory { Id = "t", Solved = [false] }).ShouldBe(-1);
    }

    private static TaskOutcome[] Outcomes(params bool?[] solved) => TaskOutcomes.Of(new TaskHistory { Id = "t", Solved = solved }, solved.Length);
}
