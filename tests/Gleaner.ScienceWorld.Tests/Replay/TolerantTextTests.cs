using System.Text.Json;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Replay;

namespace Gleaner.ScienceWorld.Tests.Replay;

public sealed class TolerantTextTests
{
    private const string Kitchen =
        "This room is called the kitchen. In it, you see: \n\tthe agent\n\ta counter. On the counter is: a bowl (containing a red apple, a banana), a drawer.\n"
        + "\ta sink, which is turned off. In the sink is: a drain, which is open, a substance called water.\n"
        + "\ta thermometer, currently reading a temperature of 10 degrees celsius\nYou also see:\n\tA door to the hallway (that is open)\n\tA door to the outside (that is closed)";

    [Theory]
    [InlineData("\tthe agent\n\ta counter. On the counter is: a bowl (containing a red apple, a banana), a drawer.\n", "\ta counter. On the counter is: a bowl (containing a red apple, a banana), a drawer.\n\tthe agent\n")]
    [InlineData("a bowl (containing a red apple, a banana), a drawer.", "a drawer, a bowl (containing a banana, a red apple).")]
    [InlineData("a drain, which is open, a substance called water", "a substance called water, a drain, which is open")]
    [InlineData("\tA door to the hallway (that is open)\n\tA door to the outside (that is closed)", "\tA door to the outside (that is closed)\n\tA door to the hallway (that is open)")]
    [InlineData("of 10 degrees", "of -3.5 degrees")]
    public void Order_and_readings_do_not_count(string part, string other)
    {
        Kitchen.ShouldContain(part);
        TolerantText.IsSameState(Kitchen, Kitchen.Replace(part, other)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a banana", "an orange")]
    [InlineData(", a drawer", "")]
    [InlineData("turned off", "turned on")]
    [InlineData("a drain, which is open, a substance called water", "a drain, a substance called water, which is open")]
    [InlineData("a bowl (containing a red apple, a banana), a drawer", "a bowl (containing a red apple), a drawer, a banana")]
    [InlineData("hallway (that is open)\n\tA door to the outside (that is closed)", "hallway (that is closed)\n\tA door to the outside (that is open)")]
    [InlineData("kitchen", "workshop")]
    [InlineData("celsius", "fahrenheit")]
    public void Everything_else_does(string part, string other) => TolerantText.IsSameState(Kitchen, Kitchen.Replace(part, other)).ShouldBeFalse();

    [Fact]
    public void The_order_of_a_menu_says_what_its_numbers_mean() => TolerantText.IsSameState(
        "Ambiguous request:\n0:\tpick up red cup\n1:\tpick up blue cup\n", "Ambiguous request:\n1:\tpick up blue cup\n0:\tpick up red cup\n").ShouldBeFalse();

    [Fact]
    public void A_text_that_was_not_recorded_is_none() => TolerantText.IsSameState("", Kitchen).ShouldBeFalse();

    /// <summary>The first looks of the same tasks, recorded with different versions: what differs, differs in order alone.</summary>
    [Fact]
    [Trait("Category", "Oracle")]
    public void Published_looks_of_different_versions_differ_in_order_alone()
    {
        var oracle = Pairs(TestData.OracleRuns);
        var different = oracle.Where(pair => pair.Recorded != pair.Seen).ToList();
        (oracle.Count, different.Count).ShouldBe((271, 32));
        different.ShouldAllBe(pair => TolerantText.IsSameState(pair.Recorded, pair.Seen));

        // Version 1.0.2 names rooms otherwise, too.
        var old = Pairs(TestData.AgentTraj);
        (old.Count, old.Count(pair => pair.Recorded == pair.Seen), old.Count(pair => TolerantText.IsSameState(pair.Recorded, pair.Seen))).ShouldBe((1908, 1, 1055));
    }

    private static List<(string Recorded, string Seen)> Pairs(string recordings)
    {
        var catalogue = File.ReadLines(TestData.Catalogue).Select(Read).ToDictionary(row => (row.Task, row.Variation), row => row.Look.TrimEnd());
        return [.. RecordingFiles.Read(recordings).Select(reading => reading.Run!).Select(run => (catalogue[(run.Task.Type.Name, run.Task.Number)], run.Look!.TrimEnd()))];
    }

    private static (string Task, int Variation, string Look) Read(string line)
    {
        using var row = JsonDocument.Parse(line);
        return (row.RootElement.GetProperty("task").GetString()!, row.RootElement.GetProperty("variation").GetInt32(), row.RootElement.GetProperty("look").GetString()!);
    }
}
