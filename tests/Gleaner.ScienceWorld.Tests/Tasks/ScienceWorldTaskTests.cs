using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Tests.Tasks;

public class ScienceWorldTaskTests
{
    [Theory]
    [InlineData("", "scienceworld/none/boil/3")]
    [InlineData("none", "scienceworld/none/boil/3")]
    [InlineData("easy", "scienceworld/easy/boil/3")]
    [InlineData("openDoors, openContainers,openDoors", "scienceworld/openContainers+openDoors/boil/3")]
    public void An_id_tells_everything_and_is_read_again(string simplifications, string id)
    {
        var task = new ScienceWorldTask("boil", 3, Simplifications.Parse(simplifications));
        task.Id.Value.ShouldBe(id);
        ScienceWorldTask.Parse(task.Id).ShouldBe(task);
    }

    [Theory]
    [InlineData("webshop/1/2")]
    [InlineData("scienceworld/easy/boil")]
    [InlineData("scienceworld/easy/boil/-1")]
    [InlineData("scienceworld/easy/boil/03")]
    [InlineData("scienceworld/openDoors+easy/boil/3")]
    [InlineData("scienceworld/opendoors/boil/3")]
    [InlineData("scienceworld//boil/3")]
    [InlineData("scienceworld/easy/b*il/3")]
    public void Other_ids_are_refused(string id) =>
        Should.Throw<GleanerException>(() => ScienceWorldTask.Parse(new TaskId(id))).Message.ShouldContain($"'{id}' is not a task of ScienceWorld");

    [Fact]
    public void An_unknown_simplification_is_refused_with_the_known_ones() =>
        Should.Throw<GleanerException>(() => Simplifications.Parse("easy,openDoor")).Message.ShouldStartWith(
            "'openDoor' is not a simplification of ScienceWorld: use easy, noElectricalAction, openContainers,");

    [Theory]
    [InlineData("", 0)]
    [InlineData("not the name", 0)]
    [InlineData("boil", -1)]
    public void A_task_has_a_name_and_a_number(string name, int variation) =>
        Should.Throw<GleanerException>(() => new ScienceWorldTask(name, variation, Simplifications.None));
}
