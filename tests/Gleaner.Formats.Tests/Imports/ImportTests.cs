using System.Text;
using Gleaner.Formats.Imports;
using Gleaner.Trainers.Tests;
using Gleaner.Trajectories;
using Gleaner.WebShop.Import;

namespace Gleaner.Formats.Tests.Imports;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ImportSettings Settings { get; } = new() { Tasks = new TaskNames("knobs") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ShareGpt_becomes_turns_without_the_exchange_of_instructions()
    {
        var file = Write("agentgym.json", """
            [{"item_id": "knobs_1", "reward": 0.5, "conversations": [
              {"from": "human", "loss": null, "value": "These are the rules."},
              {"from": "gpt", "loss": false, "value": "OK, I understood."},
              {"from": "human", "loss": null, "value": "Panel A"},
              {"from": "gpt", "loss": true, "value": "Thought: left\nor right?\nAction: turn[1]"},
              {"from": "human", "loss": null, "value": "Observation: lit"},
              {"from": "gpt", "loss": true, "value": "Action: stop[]"}]}]
            """);

        var entry = Read("sharegpt", file).Single();

        entry.Instructions.ShouldBe(2);
        entry.IsLastMissing.ShouldBeTrue();
        var trajectory = entry.Trajectory!;
        trajectory.Policy.ShouldBe("agentgym");
        trajectory.Return.ShouldBe(0.5);
        trajectory.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action, turn.Reward)).ShouldBe(
            [("Panel A", "left\nor right?", "turn[1]", 0), ("lit", null, "stop[]", 0.5)]);
        trajectory.Turns.ShouldAllBe(turn => turn.Author == Author.Expert);
    }

    [Fact]
    public void OpenAi_messages_are_read_a_line_each_and_a_bad_run_is_refused_alone()
    {
        var file = Write("log.jsonl", """
            {"model":"m","return":1,"messages":[{"role":"system","content":"rules"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}
            {"model":"m","return":1,"messages":[{"role":"user","content":"d"},{"role":"assistant","content":null,"tool_calls":[]}]}
            {"model":"m","return":1,"messages":[{"role":"user","content":"e"},{"role":"assistant","content":"f"},{"role":"assistant","content":"g"}]}
            {"model":"m","messages":[{"role":"user","content":"g"},{"role":"assistant","content":"h"}]}
            {"model":"m","return":0,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"h"}]}
            """);

        var entries = Read("openai", file);
        var counts = entries.Aggregate(ImportCounts.None, (sum, entry) => sum.Add(entry));

        entries[0].Trajectory!.Final.Text.ShouldBe("c");
        entries.Skip(1).Select(entry => entry.Refusal?.Reason).ShouldBe(["a message has no text", "an observation is missing", "no return is recorded", null]);
        entries[3].Refusal!.Place.ShouldBe($"{file}:4");
        (counts.Read, counts.Kept, counts.Refused.Values.Sum(), counts.Instructions, counts.RepeatedTasks).ShouldBe((5, 2, 3, 1, 1));
        counts.ToLines().First().ShouldBe("5 runs read, 2 kept, 3 refused");
        Read("openai", file, Settings with { AssumedReturn = 0 }).Count(entry => entry.Trajectory is not null).ShouldBe(3);
        Read("openai", file, Settings with { MaxRunsPerTask = 1 })[4].Refusal!.Reason.ShouldBe("the task has its runs already");
    }

    [Fact]
    public void A_list_over_many_lines_is_a_list_wherever_its_lines_break()
    {
        var file = Write("broken.json", """
            [{
              "messages"
              : [{"role": "user", "content":
              "a"}, {"role": "assistant", "content": "b"}], "return":
              1
            }]
            """);

        Read("openai", file).ShouldHaveSingleItem().Trajectory!.Turns[0].Action.ShouldBe("b");
    }

    [Fact]
    public void A_file_that_cant_be_read_is_an_error() =>
        Should.Throw<GleanerException>(() => Read("openai", _folder.File("none"))).Message.ShouldContain("cannot be read");

    [Fact]
    public void Plain_logs_are_runs_between_dashes_with_headings_that_may_be_numbered()
    {
        var file = Write("react.log", """
            Panel A
            two knobs
            Thought 1: the left
            one
            Action 1: turn[1]
            Observation 1: lit
            Action 2: stop[]
            Observation 2: done
            Reward: 1
            -----
            Panel B
            Action: turn[1]
            Action: turn[2]
            Return: 0
            =====
            Panel C
            Action: stop[]
            Thought: and now?
            """);

        var entries = Read("react", file, Settings with { AssumedReturn = 0 });

        entries[0].Trajectory!.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action)).ShouldBe(
            [("Panel A\ntwo knobs", "the left\none", "turn[1]"), ("lit", null, "stop[]")]);
        (entries[0].Trajectory!.Final.Text, entries[0].Trajectory!.Return, entries[0].Trajectory!.StopReason).ShouldBe(("done", 1, StopReason.Done));
        entries[1].Refusal!.Reason.ShouldBe("an observation is missing");
        entries[2].LooseThoughts.ShouldBe(1);
        (entries[2].Trajectory!.StopReason, entries[2].IsLastMissing).ShouldBe((StopReason.NoAction, true));
    }

    [Fact]
    public void WebShops_thoughts_are_no_actions_and_a_refused_action_stays()
    {
        var file = Write("webshop.jsonl", """
            {"goals":"human_full","model":"some model","instruction":"find it","reward":0.5,"steps":[{"action":"think[what]","observation":"OK."},{"action":"search[it]","observation":"page"},{"action":"click[x]","observation":"Invalid action!"},{"action":"click[Buy Now]","observation":"Your score"}]}
            {"goals":"human_full","model":"people","instruction":"find it","reward":0.5,"steps":[{"page":"index","url":"http://shop","content":null}]}
            {"goals":"human_full","model":"q","instruction":"find it","reward":1,"steps":[{"action":"click[a]","observation_before":"p1","observation_after":null,"raw_response":"<think>\nwhy\n</think>\n\nclick[a]"}]}
            """);

        var entries = new WebShopImporter().Read([file], new ImportSettings { Tasks = new WebShopTaskNames() }).ToList();

        var react = entries[0].Trajectory!;
        react.Policy.ShouldBe("some-model");
        react.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action, turn.WasPossible)).ShouldBe(
            [("find it", "what", "search[it]", true), ("page", null, "click[x]", false), ("Invalid action!", null, "click[Buy Now]", true)]);
        (react.Final.Text, react.StopReason).ShouldBe(("Your score", StopReason.Done));
        entries[1].Refusal!.Reason.ShouldBe("no pages were recorded");
        entries[2].Trajectory!.Turns[0].Thought.ShouldBe("why");
        entries[2].Trajectory!.Task.ShouldBe(react.Task);
    }

    [Fact]
    public void What_was_imported_is_gleaners_format()
    {
        var file = Write("log.jsonl", """{"return":1,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"Thought: t\nAction: b"}]}""");
        var trajectory = Read("openai", file).Single().Trajectory!;
        using var stream = new MemoryStream();

        TrajectoryJsonLines.Write(stream, [trajectory]);

        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(
            """{"version":1,"task":"knobs/told/ca978112ca1bbdca","policy":"log","return":1,"stopReason":"done","turns":[{"observation":"a","action":"b","author":"expert","reward":1,"possible":true,"thought":"t"}],"final":""}""" + "\n");
        TrajectoryJsonLines.Read(new MemoryStream(stream.ToArray()), "file").Single().Turns[0].ShouldBe(trajectory.Turns[0]);
    }

    private List<ImportEntry> Read(string importer, string file, ImportSettings? settings = null) =>
        [.. RunImporters.All.Single(one => one.Name == importer).Read([file], settings ?? Settings)];

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
