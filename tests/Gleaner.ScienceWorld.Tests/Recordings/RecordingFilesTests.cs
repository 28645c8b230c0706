using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Recordings;

public sealed class RecordingFilesTests : IDisposable
{
    private const string Simulator =
        """
        {"source":"simulator","kind":"gold","task":"boil","variation":13,"split":"train","simplification":"easy","description":"Your task is to boil.","first_observation":"This room","steps":[{"action":"go","observation":"You go.","raw":0.5},{"action":"fly","observation":"No known action matches that input.","raw":0.5},{"action":"focus on agent","observation":"You focus.","raw":-1.0},{"action":"wait","observation":"Waited.","raw":-1.0}]}
        """;

    private const string AgentTraj =
        """
        {"id":"sciworld_3","agenttraj_split":"train","task":"boil","variation":3,"official_split":"train","description":"D","first_observation":"F","turns":[{"thought":"Hm.","action":"go","observation":null,"score":4.8}]}
        """;

    private const string Oracle =
        """
        {"21":{"history":{"variationIdx":21,"fold":"test","taskDescription":"D","taskName":"boil","history":[{"action":"look around","observation":"F","score":"0.1"},{"action":"go","observation":"You go.","score":"1.0"}]}}}
        """;

    private const string Eto =
        """
        [{"id":"14_25","conversations":[{"from":"human","value":"You are a helpful assistant."},{"from":"gpt","value":"OK"},
          {"from":"human","value":"Task Description:\nYour task is to find a plant."},{"from":"gpt","value":"Thought: I need a plant.\nAction: go to greenhouse"},
          {"from":"human","value":"Observation: You move to the greenhouse."},{"from":"gpt","value":"Action: focus on peach tree"},{"from":"human","value":"Observation: You focus on the peach tree."}]},
         {"id":"30_0","conversations":[{"from":"human","value":"D"},{"from":"gpt","value":"Action: wait"}]},
         {"id":"0_1","conversations":[{"from":"human","value":"D"},{"from":"gpt","value":"OK"}]},
         {"id":"0_1","conversations":[{"from":"human","value":"D"},{"from":"gpt","value":"Action: wait"},{"from":"gpt","value":"Action: wait"}]},
         {"id":"0_1"}]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gleaner-recordings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_becomes_a_trajectory_that_ends_where_the_task_did()
    {
        var trajectory = new RunImport().ToTrajectory(ReadOne("runs.jsonl", Simulator).Run!);
        trajectory.Task.Value.ShouldBe("scienceworld/easy/boil/13");
        trajectory.Turns.Select(turn => (turn.Observation.Text, turn.Action, turn.Reward, turn.WasPossible)).ShouldBe([
            ("Your task is to boil.\nThis room", "go", 0.5, true),
            ("You go.", "fly", 0, false),
            ("No known action matches that input.", "focus on agent", -1.5, true)]);
        (trajectory.Policy, trajectory.Final.Text, trajectory.Return, trajectory.StopReason).ShouldBe(("gold", "You focus.", 0.5, StopReason.Done));
    }

    [Fact]
    public void Thoughts_are_kept_or_left_out()
    {
        var run = ReadOne("runs.jsonl", AgentTraj).Run!;
        var whole = new RunImport().ToTrajectory(run);
        (whole.Task.Value, whole.Turns[0].Thought, whole.Turns[0].Action).ShouldBe(("scienceworld/openDoors/boil/3", "Hm.", "go"));
        (whole.Final.Text, whole.StopReason).ShouldBe(("", StopReason.NoAction));
        var bare = new RunImport(ThoughtHandling.LeaveOut, Simplifications.Easy).ToTrajectory(run);
        (bare.Task.Value, bare.Turns[0].Thought).ShouldBe(("scienceworld/easy/boil/3", null));
    }

    [Fact]
    public void The_first_look_of_an_oracle_run_is_its_start()
    {
        var trajectory = new RunImport().ToTrajectory(ReadOne("task0.json", Oracle).Run!);
        trajectory.Turns.ShouldHaveSingleItem().Reward.ShouldBe(1, "the score of the start counts into the first reward");
        (trajectory.Return, trajectory.StopReason).ShouldBe((1, StopReason.Done));
    }

    [Fact]
    public void Etos_conversations_have_this_environments_tasks_and_one_reward_at_their_end()
    {
        var readings = RecordingFiles.Read(Write("sciworld_sft.json", Eto)).ToList();
        readings.Skip(1).Select(reading => reading.Refusal!.Reason).ShouldBe(["no such task", "nothing was done", "agent and world do not take turns", "a member is missing or of another type"]);
        var run = readings[0].Run!;
        var trajectory = new RunImport().ToTrajectory(run);
        (trajectory.Task.Value, trajectory.Policy, trajectory.Return, trajectory.StopReason).ShouldBe(("scienceworld/easy/find-plant/25", "eto", 1, StopReason.Done));
        trajectory.Turns.Select(turn => (turn.Observation.Text, turn.Thought, turn.Action, turn.Reward)).ShouldBe([
            ("Your task is to find a plant.", "I need a plant.", "go to greenhouse", 0), ("You move to the greenhouse.", null, "focus on peach tree", 1)]);
        trajectory.Final.Text.ShouldBe("You focus on the peach tree.");
    }

    [Fact]
    public void A_folder_is_read_file_by_file()
    {
        Write("b.jsonl", AgentTraj + "\n" + Simulator);
        Write("a.json", Oracle);
        Write("notes.txt", "nothing");
        var readings = RecordingFiles.Read(_folder.FullName).ToList();
        readings.Select(reading => reading.Run!.Policy).ShouldBe(["swiftsage-oracle", "agenttraj", "gold"]);
        readings[2].Run!.Place.ShouldEndWith("b.jsonl:2");
    }

    [Theory]
    [InlineData("\"boil\"", "\"cook\"", "no such task", "cook 13")]
    [InlineData("\"variation\":13", "\"variation\":30", "no such task", "boil 30")]
    [InlineData("\"split\":\"train\"", "\"split\":\"test\"", "of a different split than it says", "boil 13 is of the official Train split, not of test")]
    [InlineData("\"action\":\"fly\"", "\"action\":\" \"", "an action is missing", "step 2")]
    [InlineData("\"You go.\"", "null", "an observation is missing", "step 1 of 4")]
    [InlineData("\"raw\":0.5", "\"raw\":-0.5", "a score is not valid", "step 1: -50")]
    public void A_run_that_cannot_be_used_is_refused_and_counted(string part, string replacement, string reason, string detail)
    {
        var reading = ReadOne("runs.jsonl", Simulator.Replace(part, replacement));
        (reading.Refusal!.Reason, reading.Refusal.Detail).ShouldBe((reason, detail));
        RunImportCounts.None.Add(reading).Add(reading).ToLines(ThoughtHandling.LeaveOut).Take(2)
            .ShouldBe(["2 runs read, 0 kept, 2 refused", $"  refused: 2 because {reason}"]);
    }

    [Theory]
    [InlineData("{\"kind\":", "it is not valid JSON (the line is damaged or cut off)")]
    [InlineData("{}", "it is not a run (neither AgentTraj-L with scores nor a simulator run)")]
    [InlineData("[]", "it is not a run (it is not an object)")]
    [InlineData("{\"agenttraj_split\":\"train\"}", "a member is missing or of another type (there is no 'task'.)")]
    public void A_damaged_line_is_refused_alone(string line, string problem)
    {
        var path = Write("runs.jsonl", $"{Simulator.Trim()}\n{line}\n{Simulator.Trim()}");
        var readings = RecordingFiles.Read(path).ToList();
        readings.Select(reading => reading.Run is not null).ShouldBe([true, false, true]);
        readings[1].Refusal!.ToString().ShouldBe($"{path}:2: {problem}");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{\"history\":{}}")]
    [InlineData("{\"history\":{\"history\":[5]}}")]
    public void A_damaged_run_of_a_document_is_refused_alone(string odd)
    {
        var path = Write("task0.json", $"\uFEFF{{\"7\":{odd},{Oracle.Trim()[1..]}");
        var readings = RecordingFiles.Read(path).ToList();
        readings.Select(reading => reading.Run is not null).ShouldBe([false, true]);
        readings[0].Refusal!.ToString().ShouldStartWith($"{path}, run 7: a member is missing or of another type (");
    }

    [Fact]
    public void Blank_lines_are_no_runs()
    {
        var path = Write("runs.jsonl", $"\n{Simulator.Trim()}\n \n\n{Simulator.Trim()}\n\n");
        RecordingFiles.Read(path).Select(reading => reading.Run!.Place).ShouldBe([path + ":2", path + ":5"]);
    }

    [Fact]
    public void A_missing_file_and_an_empty_folder_are_named()
    {
        Should.Throw<GleanerException>(() => RecordingFiles.Read("nowhere.jsonl").ToList()).Message.ShouldStartWith("nowhere.jsonl: cannot be read");
        Should.Throw<GleanerException>(() => RecordingFiles.Read(_folder.FullName).ToList()).Message.ShouldContain("holds no .json or .jsonl file");
    }

    [Theory]
    [InlineData("go to kitchen", "go to kitchen")]
    [InlineData("Action: go", "go")]
    [InlineData("Thought: I might say Action: no.\nAction: go\n", "go")]
    [InlineData("  0 ", "0")]
    public void The_input_in_what_an_agent_writes_is_found(string turn, string input) => ScienceWorldAction.InputIn(turn).ShouldBe(input);

    private Reading ReadOne(string name, string content) => RecordingFiles.Read(Write(name, content.Trim())).ShouldHaveSingleItem();

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
