using System.Text.Json.Nodes;
using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>What one run collected is another one's recorded expert, and can be replayed.</summary>
public sealed class RecordedExpertTests(TinyRunTests.FinishedRun finished) : IClassFixture<TinyRunTests.FinishedRun>
{
    private readonly TemporaryFolder _folder = finished.Folder;

    private string Recorded => Path.Combine(_folder.File("run"), "experts", "simulated-careful", "trajectories.jsonl");

    [Fact]
    public async Task A_recorded_expert_teaches_as_the_one_that_played()
    {
        var file = TaughtBy(Recorded, "recorded.yaml", iterations: 2);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("from-recorded"));

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        var cloning = Path.Combine("seed-1", "BC", "iteration-1");
        RunFolder.Contents(Path.Combine(_folder.File("from-recorded"), cloning, "checkpoint"))
            .ShouldBe(RunFolder.Contents(Path.Combine(_folder.File("run"), cloning, "checkpoint")));
        File.ReadAllText(Path.Combine(_folder.File("from-recorded"), "report.html")).ShouldNotContain("The experts are simulated");
        (await ProgramRun.OfAsync("show", _folder.File("from-recorded"), "0")).Out.ShouldContain("Expert taught: return ");

        // The recording is part of the run's identity.
        File.AppendAllText(Recorded + ".copy", File.ReadAllText(Recorded).Replace("\"policy\":\"simulated-careful\"", "\"policy\":\"someone\"", StringComparison.Ordinal));
        var other = await ProgramRun.OfAsync("run", file, "--output", _folder.File("from-recorded"), "--resume", "--set", $"experts.0.file={Recorded}.copy");
        other.ExitCode.ShouldBe(ExitCode.Data);
        other.Error.ShouldContain("this run cannot be resumed");
    }

    [Fact]
    public async Task Trajectories_of_a_run_replay_in_the_environment_of_their_experiment_and_in_no_other()
    {
        var same = await ProgramRun.OfAsync("replay", "--config", _folder.File("tiny.yaml"), Recorded);
        same.ExitCode.ShouldBe(ExitCode.Done);
        same.Out.ShouldStartWith($"{Recorded}: 40 of 40 trajectories identical (");

        var other = await ProgramRun.OfAsync("replay", "--config", _folder.File("tiny.yaml"), "--set", "environment.generated.seed=8", Recorded);
        other.ExitCode.ShouldBe(ExitCode.Different);
        other.Out.ShouldContain($"{Recorded}: 0 of 40 trajectories identical");
    }

    [Fact]
    public async Task A_recorded_run_that_does_not_replay_is_refused_alone_in_the_console_the_records_and_the_report()
    {
        var lines = File.ReadAllLines(Recorded);
        lines[4] = lines[4].Replace("\"turns\":[{\"observation\":\"", "\"turns\":[{\"observation\":\"Elsewhere. ", StringComparison.Ordinal);
        File.WriteAllLines(_folder.File("spoilt.jsonl"), lines);
        var file = TaughtBy(_folder.File("spoilt.jsonl"), "spoilt.yaml", iterations: 1);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("from-spoilt"));

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("Expert 'taught': 1 of its 40 recorded runs do not replay in this environment; 39 do.");
        run.Error.ShouldContain("after 0 actions: the observation differs at character 0: recorded “Elsewhere. ");
        run.Out.ShouldContain("1 recorded runs refused");
        File.ReadAllText(Path.Combine(_folder.File("from-spoilt"), "report.html")).ShouldContain("1 recorded run of taught did not replay in this environment and was left out; 39 others did.");

        var strict = await ProgramRun.OfAsync("run", file, "--output", _folder.File("strict"), "--set", "experts.0.strict=true");
        strict.ExitCode.ShouldBe(ExitCode.Data);
        strict.Error.ShouldContain("'strict' asks for all of them");
    }

    [Fact]
    public async Task A_reply_that_was_kept_without_an_action_is_in_every_dataset_with_weight_0_and_its_reason()
    {
        // The first turn of each trajectory.
        File.WriteAllLines(_folder.File("malformed.jsonl"), File.ReadLines(Recorded).Select(line =>
        {
            var record = JsonNode.Parse(line)!;
            record["turns"]![0]!["malformed"] = true;
            return record.ToJsonString();
        }));
        var file = TaughtBy(_folder.File("malformed.jsonl"), "malformed.yaml", iterations: 1);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("from-malformed"));

        run.ExitCode.ShouldBe(ExitCode.Done);
        var datasets = Directory.GetFiles(_folder.File("from-malformed"), "dataset.jsonl", SearchOption.AllDirectories);
        var actions = datasets.SelectMany(File.ReadLines).SelectMany(line => JsonNode.Parse(line)!["actions"]!.AsArray().Select((action, step) => (Step: step, Action: action!))).ToList();
        var first = actions.Where(one => one.Step == 0 && (string?)one.Action["author"] == "expert").ToList();
        first.Count.ShouldBeGreaterThan(10);
        first.ShouldAllBe(one => (float)one.Action["weight"]! == 0 && (string?)one.Action["reason"] != "demonstration");
        first.ShouldContain(one => (string?)one.Action["reason"] == "malformed");
        actions.Except(first).ShouldContain(one => (string?)one.Action["reason"] == "demonstration" && (float)one.Action["weight"]! == 1);
        actions.Except(first).ShouldNotContain(one => (string?)one.Action["reason"] == "malformed");
        (await ProgramRun.OfAsync("show", _folder.File("from-malformed"), "0")).Out.ShouldContain("   (a reply without an action)");
    }

    [Theory]
    [InlineData("nothing.jsonl", "nothing.jsonl: the file of the expert 'recorded' cannot be read")]
    [InlineData("empty.jsonl", "empty.jsonl: none of its 0 trajectories is on one of the 40 training tasks: it is empty.")]
    public async Task A_recording_that_is_of_no_use_is_named(string name, string error)
    {
        File.WriteAllText(_folder.File("empty.jsonl"), "");
        var file = _folder.File("useless.yaml");
        File.WriteAllText(file, TinyExperiment.Yaml
            .Replace("  - kind: simulated-careful\n  - kind: simulated-hasty\n", $"  - {{kind: recorded, file: '{_folder.File(name)}'}}\n", StringComparison.Ordinal)
            .Replace("experts: [simulated-careful, simulated-hasty], ", "", StringComparison.Ordinal));

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("useless-" + name));

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain(error);
    }

    /// <summary>The tiny experiment with a recording as its only expert.</summary>
    private string TaughtBy(string recording, string name, int iterations)
    {
        var file = _folder.File(name);
        File.WriteAllText(file, TinyExperiment.Yaml
            .Replace("  - kind: simulated-careful\n  - kind: simulated-hasty\n", $"  - {{kind: recorded, name: taught, file: '{recording}'}}\n", StringComparison.Ordinal)
            .Replace("experts: [simulated-careful, simulated-hasty]", "experts: [taught]", StringComparison.Ordinal)
            .Replace("iterations: 2", $"iterations: {iterations}", StringComparison.Ordinal));
        return file;
    }
}
