using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Tests.Tasks;

public sealed class TaskTypesTests
{
    [Fact]
    public void There_are_30_kinds_with_7207_variations()
    {
        TaskTypes.All.Length.ShouldBe(30);
        TaskTypes.All.Sum(type => type.Variations).ShouldBe(7207);
        (TaskTypes.Alphabetical[0].Name, TaskTypes.Alphabetical[10].Name, TaskTypes.Alphabetical[29].Name).ShouldBe(("boil", "grow-fruit", "use-thermometer"));
    }

    [Theory]
    [InlineData("task-1-boil", "boil")]
    [InlineData("boil", "boil")]
    [InlineData("task-2a-test-conductivity-of-unknown-substances", "test-conductivity-of-unknown-substances")]
    [InlineData("task-10-measure-melting-point-(known-substance)", "measure-melting-point-known-substance")]
    [InlineData("task-9-mendellian-genetics-(known-plant)", "mendelian-genetics-known-plant")]
    [InlineData("task-7-identify-life-stages-1", "identify-life-stages-1")]
    public void Old_names_are_understood(string name, string today) => TaskTypes.Get(name).Name.ShouldBe(today);

    [Fact]
    public void An_unknown_kind_is_refused_with_the_known_ones() =>
        Should.Throw<GleanerException>(() => TaskTypes.Get("task-1-cook")).Message.ShouldStartWith("'task-1-cook' is not a kind of ScienceWorld task: the kinds are boil, melt,");

    [Fact]
    public void A_variation_exists_or_is_refused()
    {
        new TaskVariation(TaskTypes.Get("boil"), 29).With(Simplifications.Easy).Id.Value.ShouldBe("scienceworld/easy/boil/29");
        Should.Throw<GleanerException>(() => new TaskVariation(TaskTypes.Get("boil"), 30)).Message.ShouldBe("'boil' has no variation 30: its variations are 0..29.");
    }

    [Theory]
    [InlineData("boil", "noElectricalAction,openDoors,selfWateringFlowerPots,teleportAction")]
    [InlineData("power-component", "openDoors,selfWateringFlowerPots,teleportAction")]
    [InlineData("test-conductivity-of-unknown-substances", "openDoors,selfWateringFlowerPots,teleportAction")]
    public void Easy_leaves_the_electrical_actions_to_electrical_tasks_and_opens_no_containers(string name, string labels) =>
        TaskTypes.Get(name).Easy.Argument.ShouldBe(labels);
}
