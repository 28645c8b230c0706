using FsCheck;
using FsCheck.Fluent;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Tests.Splits;

public sealed class ScienceWorldTaskListsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gleaner-lists-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_official_lists_need_no_file()
    {
        var lists = new ScienceWorldTaskLists(Simplifications.Easy, new TaskListFiles());
        lists.Names.ShouldBe(["official-train", "official-dev", "official-test"]);
        lists.Read("official-train")[..2].Select(task => task.Value).ShouldBe(["scienceworld/easy/boil/0", "scienceworld/easy/boil/1"]);
        (lists.Read("official-train").Length, lists.Read("official-dev").Length, lists.Read("official-test").Length).ShouldBe((3592, 1796, 1819));
    }

    [Fact]
    public void A_list_that_is_not_at_hand_is_refused_with_those_that_are() =>
        Should.Throw<GleanerException>(() => new ScienceWorldTaskLists(Simplifications.None, new TaskListFiles()).Read("eto-train"))
            .Message.ShouldBe("ScienceWorld has no list of tasks 'eto-train' here: there are official-train, official-dev, official-test. For others, configure the path of their file.");

    [Fact]
    public void Etos_and_agentgyms_lists_come_from_files()
    {
        WriteEto("[[\"task-1-boil\", 0]]", "[[\"task-1-boil\", 0], [\"task-1-boil\", 14]]", "[[\"task-1-boil\", 21]]");
        var ids = Write("ids.json", "[{\"item_id\": \"sciworld_29\"}]");
        var lists = new ScienceWorldTaskLists(Simplifications.None, new TaskListFiles { Eto = _folder.FullName, AgentGymTest = new AgentGymList(ids, AgentGymNumbering.Games4339) });
        lists.Names.ShouldBe(["official-train", "official-dev", "official-test", "eto-train", "eto-dev", "eto-test", "agentgym-test"]);
        lists.Read("eto-dev").ShouldHaveSingleItem().Value.ShouldBe("scienceworld/none/boil/14");
        lists.Read("agentgym-test").ShouldHaveSingleItem().Value.ShouldBe("scienceworld/none/boil/29");
    }

    [Theory]
    [InlineData("[[\"task-1-boil\", 30]]", "train_indices.json, entry 1: 'boil' has no variation 30: its variations are 0..29.")]
    [InlineData("[[\"task-1-boil\", 3], [\"boil\", 3]]", "train_indices.json, entry 2: boil 3 is listed twice.")]
    [InlineData("[[\"task-1-cook\", 3]]", "train_indices.json, entry 1: 'task-1-cook' is not a kind of ScienceWorld task")]
    [InlineData("[[\"boil\"]]", "train_indices.json, entry 1: this entry must be of the form pair")]
    [InlineData("[7]", "train_indices.json, entry 1: this entry must be of the form pair")]
    [InlineData("{}", "train_indices.json: a list of pair")]
    [InlineData("[\n[", "train_indices.json:2: ")]
    [InlineData("[[\"boil\", 21]]", "1 test tasks are also training or development tasks, for example boil 21")]
    public void A_damaged_list_is_refused_with_its_place(string train, string problem)
    {
        WriteEto(train, "[]", "[[\"task-1-boil\", 21]]");
        Should.Throw<GleanerException>(() => EtoSplits.Read(_folder.FullName)).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<GleanerException>(() => EtoSplits.Read(_folder.FullName)).Message.ShouldContain("train_indices.json: it cannot be read");

    [Theory]
    [InlineData("[{\"item_id\": \"webshop_3\"}]", "entry 1: 'webshop_3' is not the id of a task")]
    [InlineData("[{\"item_id\": \"sciworld_29\"}, {\"item_id\": \"sciworld_29\"}]", "entry 2: 'sciworld_29' is listed twice.")]
    [InlineData("[{\"id\": \"sciworld_29\"}]", "entry 1: this entry must be of the form object")]
    [InlineData("[{\"item_id\": \"sciworld_0\"}]", "1 of its 1 ids are not of the official test split. Nor are they all under the list of 4639 tasks")]
    public void A_list_of_ids_that_cannot_be_meant_is_refused(string content, string problem)
    {
        var path = Write("ids.json", content);
        Should.Throw<GleanerException>(() => AgentGymIds.Read(path, AgentGymNumbering.Games4339, OfficialSplit.Test)).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_numbering_numbers_each_of_its_tasks_once()
    {
        foreach (var numbering in new[] { AgentGymNumbering.Games4339, AgentGymNumbering.Games4639 })
        {
            numbering.Name.ShouldBe($"{numbering.Count}");
            AgentGymNumbering.Get(numbering.Name).ShouldBeSameAs(numbering);
            Prop.ForAll(Gen.Choose(0, numbering.Count - 1).ToArbitrary(), number => numbering.NumberOf(numbering[number]) == number).QuickCheckThrowOnFailure();
        }

        AgentGymNumbering.Games4339.NumberOf(new TaskVariation(TaskTypes.Get("measure-melting-point-unknown-substance"), 0)).ShouldBeNull();
        AgentGymNumbering.Games4639.NumberOf(new TaskVariation(TaskTypes.Get("measure-melting-point-unknown-substance"), 0)).ShouldBe(1096);
    }

    private void WriteEto(string train, string dev, string test)
    {
        Write("train_indices.json", train);
        Write("dev_indices.json", dev);
        Write("test_indices.json", test);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
