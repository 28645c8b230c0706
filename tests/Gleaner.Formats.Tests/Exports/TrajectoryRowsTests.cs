using System.Text;
using Gleaner.Formats.Exports;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Tests.Exports;

public sealed class TrajectoryRowsTests
{
    private static readonly Trajectory Won = Of(1, "go \"on\"", "take ö");
    private static readonly Trajectory Lost = Of(0, "go \"on\"", "drop");

    [Fact]
    public void The_trunks_turns_have_weight_0_and_thoughts_stay_with_their_actions() =>
        Encoding.UTF8.GetString(TrajectoryRows.Messages(Won, 1, "Rules.")).ShouldBe(
            """{"messages":[{"role":"system","content":"Rules."},{"role":"user","content":"seen 0"},{"role":"assistant","content":"go \"on\"","weight":0},"""
            + """{"role":"user","content":"seen 1"},{"role":"assistant","content":"Thought: why\nAction: take ö","weight":1}]}""" + "\n");

    [Fact]
    public void A_prompt_ends_with_what_both_saw_and_neither_answer_says_it_again() =>
        Encoding.UTF8.GetString(TrajectoryRows.Preference(Won, Lost, 1, "")).ShouldBe(
            """{"prompt":[{"role":"user","content":"seen 0"},{"role":"assistant","content":"go \"on\""},{"role":"user","content":"seen 1"}],"""
            + "\"chosen\":" + """[{"role":"assistant","content":"Thought: why\nAction: take ö"}],"rejected":[{"role":"assistant","content":"Thought: why\nAction: drop"}]}""" + "\n");

    [Fact]
    public void Answers_of_several_turns_hold_what_was_seen_between_them() =>
        Encoding.UTF8.GetString(TrajectoryRows.Preference(Won, Lost, 0, "")).ShouldContain(
            """[{"role":"assistant","content":"go \"on\""},{"role":"user","content":"seen 1"},{"role":"assistant","content":"Thought: why\nAction: drop"}]""");

    [Fact]
    public void A_pair_that_says_nothing_of_its_own_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => TrajectoryRows.Preference(Won, Lost, 2, ""));

    private static Trajectory Of(double result, params string[] actions) => new(
        new TaskId("task/1"), "student",
        [.. actions.Select((action, i) => new Turn(new Observation($"seen {i}"), action, Author.Student, 0, true) { Thought = i == 0 ? null : "why" })],
        new Observation("the end"), result, StopReason.Done);
}
