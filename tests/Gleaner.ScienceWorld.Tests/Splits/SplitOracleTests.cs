using System.Text.Json;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Tests.Splits;

[Trait("Category", "Oracle")]
public sealed class SplitOracleTests
{
    [Fact]
    public void The_table_of_kinds_is_the_simulators()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(TestData.TaskTable));
        var published = table.RootElement.EnumerateArray().Select(task => (
            task.GetProperty("task_id").GetString()!, task.GetProperty("topic").GetString()!, task.GetProperty("task_name").GetString()!));
        TaskTypes.All.Select(type => (type.Id, type.Topic, type.Name)).ShouldBe(published);
    }

    [Fact]
    public void The_rule_gives_the_official_split_of_all_7207_variations()
    {
        var published = File.ReadLines(TestData.Catalogue).Select(Parse).ToList();
        var byRule = Enum.GetValues<OfficialSplit>()
            .SelectMany(split => OfficialSplits.All(split).Select(task => (task.Type.Id, task.Type.Name, task.Number, split.ToString().ToLowerInvariant())));
        published.Count.ShouldBe(7207);
        byRule.Order().ShouldBe(published.Order());
        published.ShouldAllBe(row => OfficialSplits.Of(new TaskVariation(TaskTypes.Get(row.Name), row.Number)).ToString().ToLowerInvariant() == row.Split);
    }

    [Fact]
    public void Etos_lists_are_read_and_what_is_in_two_of_them_is_left_out_of_dev()
    {
        var eto = EtoSplits.Read(TestData.Eto);
        (eto.Train.Length, eto.Dev.Length, eto.DevAlsoInTrain.Length, eto.Test.Length).ShouldBe((1483, 194 - 54, 54, 211));
        CountOfficial(eto.Train).ShouldBe((1126, 357, 0));
        CountOfficial([.. eto.Dev, .. eto.DevAlsoInTrain]).ShouldBe((0, 194, 0));
        CountOfficial(eto.Test).ShouldBe((0, 0, 211));
        eto.Train.Concat(eto.Dev).Concat(eto.Test).ShouldBeUnique();
        eto.Train.Concat(eto.Test).ShouldAllBe(task => task.Type.EtoTurnLimit != null);
        eto.Train.Select(task => task.Type).Distinct().Count().ShouldBe(24);
    }

    [Fact]
    public void Etos_numbers_name_the_kinds_as_its_table_does()
    {
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestData.Eto, "taskname2id.json")));
        var entries = table.RootElement.EnumerateObject().ToList();
        entries.Count.ShouldBe(29, "2-3 is left out");
        entries.ShouldAllBe(entry => EtoNumbering.Kinds[entry.Value.GetInt32()] == TaskTypes.Get(entry.Name));
        EtoNumbering.Kinds.Order(Comparer<TaskType>.Create((a, b) => string.CompareOrdinal(a.Id, b.Id))).ShouldBe(TaskTypes.All, ignoreOrder: true);
    }

    [Fact]
    public void Lists_of_different_origin_may_meet_and_are_refused_as_splits_of_one_experiment()
    {
        var lists = new ScienceWorldTaskLists(Simplifications.Easy, new TaskListFiles
        {
            Eto = TestData.Eto,
            AgentGymTest = new AgentGymList(TestData.AgentGym("sciworld_test_ids.json"), AgentGymNumbering.Games4339),
        });
        Should.Throw<GleanerException>(() => Gleaner.Tasks.Splits.AssertDisjoint(Split("eto-train"), Split("official-dev")))
            .Message.ShouldStartWith("Splits 'eto-train' and 'official-dev' overlap: they share 357 tasks (scienceworld/easy/");
        Gleaner.Tasks.Splits.AssertDisjoint(Split("eto-train"), Split("eto-dev"), Split("eto-test"));
        Gleaner.Tasks.Splits.AssertDisjoint(Split("eto-train"), Split("agentgym-test"));

        TaskSplit Split(string name) => new(name, lists.Read(name));
    }

    [Fact]
    public void Etos_turn_limits_are_as_published()
    {
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestData.Eto, "max_steps.json")));
        var limits = published.RootElement.EnumerateObject().Select(entry => (TaskTypes.Get(entry.Name).Name, (int?)entry.Value.GetInt32()));
        TaskTypes.All.Where(type => type.EtoTurnLimit is not null).Select(type => (type.Name, type.EtoTurnLimit)).Order().ShouldBe(limits.Order());
    }

    [Fact]
    public void Swiftsages_numbers_are_places_in_the_alphabet()
    {
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestData.Eto, "taskname2id.json")));
        foreach (var entry in published.RootElement.EnumerateObject())
        {
            // ETO numbers the old names, whose order is another; both lists name the same kinds.
            TaskTypes.Alphabetical.ShouldContain(TaskTypes.Get(entry.Name));
        }

        foreach (var file in Directory.GetFiles(TestData.OracleRuns))
        {
            using var runs = JsonDocument.Parse(File.ReadAllBytes(file));
            var run = runs.RootElement.EnumerateObject().First().Value.GetProperty("history");
            TaskTypes.Alphabetical[run.GetProperty("task_id").GetInt32()].Name.ShouldBe(run.GetProperty("taskName").GetString());
        }
    }

    [Fact]
    public void Agentgyms_ids_are_of_their_split_under_the_numbering_they_were_made_with()
    {
        var test = AgentGymIds.Read(TestData.AgentGym("sciworld_test_ids.json"), AgentGymNumbering.Games4339, OfficialSplit.Test);
        (test.Length, CountOfficial(test)).ShouldBe((200, (0, 0, 200)));
        var train = AgentGymIds.Read(TestData.AgentGym("AgentGym-RL_sciworld_train_ids.json"), AgentGymNumbering.Games4639, OfficialSplit.Train);
        (train.Length, CountOfficial(train)).ShouldBe((2120, (2120, 0, 0)));
        test.ShouldBeUnique();
        test.Intersect(train).ShouldBeEmpty();
    }

    [Fact]
    public void Agentgyms_ids_are_refused_under_the_other_numbering()
    {
        var (test, train) = (TestData.AgentGym("sciworld_test_ids.json"), TestData.AgentGym("AgentGym-RL_sciworld_train_ids.json"));
        Should.Throw<GleanerException>(() => AgentGymIds.Read(test, AgentGymNumbering.Games4639, OfficialSplit.Test))
            .Message.ShouldEndWith("under the list of 4639 tasks, 93 of its 200 ids are not of the official test split. Under the list of 4339 tasks all are: use that one.");
        Should.Throw<GleanerException>(() => AgentGymIds.Read(train, AgentGymNumbering.Games4339, OfficialSplit.Train))
            .Message.ShouldEndWith("134 of its 2120 ids lie beyond the list of 4339 tasks. Under the list of 4639 tasks all are: use that one.");
    }

    [Fact]
    public void Agentgyms_trajectories_were_made_with_the_list_of_4339()
    {
        var lines = File.ReadLines(TestData.AgentTraj).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(1908);
        foreach (var line in lines)
        {
            var task = AgentGymNumbering.Games4339[AgentGymIds.NumberIn(line.GetProperty("id").GetString()!)];
            (task.Type.Name, task.Number).ShouldBe((line.GetProperty("task").GetString()!, line.GetProperty("variation").GetInt32()));
            OfficialSplits.Of(task).ShouldBe(OfficialSplit.Train);
        }
    }

    private static (int Train, int Dev, int Test) CountOfficial(IEnumerable<TaskVariation> tasks)
    {
        var counts = tasks.CountBy(OfficialSplits.Of).ToDictionary();
        return (counts.GetValueOrDefault(OfficialSplit.Train), counts.GetValueOrDefault(OfficialSplit.Dev), counts.GetValueOrDefault(OfficialSplit.Test));
    }

    private static (string Id, string Name, int Number, string Split) Parse(string line)
    {
        using var row = JsonDocument.Parse(line);
        return (
            row.RootElement.GetProperty("task_id").GetString()!,
            row.RootElement.GetProperty("task").GetString()!,
            row.RootElement.GetProperty("variation").GetInt32(),
            row.RootElement.GetProperty("split").GetString()!);
    }
}
