using System.Text.RegularExpressions;
using Gleaner.CommandLine.App;
using Gleaner.Endpoints.Tests.Fakes;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>ATLaS with a chat model as the judge, which a script plays, and with its judgements from a file.</summary>
public sealed partial class JudgedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_judge_is_asked_once_about_each_success_also_by_a_run_that_is_resumed()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = Answer });
        server.Troubles = call => call.Number > 3 ? Trouble.WrongKey : Trouble.None;
        var config = Config("chat.yaml", $"{{kind: chat, endpoint: \"{server.Address}\", model: judge, retries: 0, parallel: 2}}");

        var failed = await ProgramRun.OfAsync("run", config, "--output", _folder.File("chat"));
        failed.ExitCode.ShouldNotBe(ExitCode.Done);
        failed.Error.ShouldContain("Incorrect API key");
        server.Troubles = _ => Trouble.None;
        var run = await ProgramRun.OfAsync("run", config, "--output", _folder.File("chat"), "--resume");

        run.Error.ShouldBeEmpty();
        run.Out.ShouldContain("\n  ATLaS ");
        server.AnsweredByBody.Values.ShouldAllBe(times => times == 1);
        var judgements = File.ReadAllLines(_folder.File("chat/judgements/ATLaS/judgements.jsonl"));
        judgements.Length.ShouldBe(server.Answered);
        var asked = server.Received.Last().Messages;
        asked[0].Text.ShouldContain("critical");
        asked[1].Text.ShouldStartWith("Step 1\nSeen: ");
        asked[1].Text.ShouldEndWith("Answer with their numbers alone, on one line, separated by commas.");
        File.ReadAllText(_folder.File("chat/report.html")).ShouldContain("the judge of ATLaS (judge)");

        // Two seeds learn from the same judgements, the last step of each demonstration among them.
        var dataset = File.ReadAllText(_folder.File("chat/seed-1/ATLaS/iteration-1/dataset.jsonl"));
        File.ReadAllText(_folder.File("chat/seed-2/ATLaS/iteration-1/dataset.jsonl")).ShouldBe(dataset);
        dataset.ShouldContain("\"weight\":1,\"reason\":\"critical\"}]}");
        dataset.ShouldContain("\"weight\":0,\"reason\":\"notCritical\"");

        // What a run has kept will do for another.
        File.Copy(_folder.File("chat/judgements/ATLaS/judgements.jsonl"), _folder.File("judged.jsonl"));
        var recorded = await ProgramRun.OfAsync("run", Config("recorded.yaml", "{kind: recorded, file: judged.jsonl}"), "--output", _folder.File("recorded"));
        recorded.Error.ShouldBeEmpty();
        File.ReadAllText(_folder.File("recorded/seed-1/ATLaS/iteration-1/dataset.jsonl")).ShouldBe(dataset);
    }

    [Fact]
    public async Task A_judge_who_marks_nothing_ends_the_run_with_his_key()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => "All of them, I should say." });
        var run = await ProgramRun.OfAsync("run", Config("vague.yaml", $"{{kind: chat, endpoint: \"{server.Address}\", model: judge}}"), "--output", _folder.File("vague"));

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("ATLaS: the judge has marked no step in any of the");
        run.Error.ShouldContain("Check 'judge' of this method.");

        // Each was asked about again, once.
        server.Received.Count(call => call.Messages[^1].Text.StartsWith("No numbers of steps", StringComparison.Ordinal)).ShouldBe(server.Answered / 2);
    }

    [Fact]
    public async Task A_file_of_judgements_is_looked_for_before_the_run()
    {
        var check = await ProgramRun.OfAsync("check", Config("missing.yaml", "{kind: recorded, file: nowhere.jsonl}"));
        check.Out.ShouldContain("methods.ATLaS.judge.file");
        check.Out.ShouldContain("there is no such file");
    }

    // The last step, and one that no trajectory has.
    private static string Answer(ReceivedCall call) =>
        $"They went wrong nowhere.\nCritical steps: {StepNumber().Matches(call.Messages[1].Text)[^1].Groups[1].Value}, 0, 999";

    private string Config(string name, string judge)
    {
        File.WriteAllText(
            _folder.File(name),
            $$"""
            name: judged
            seeds: [1, 2]
            environment: {kind: maze, size: 3, count: 60, max_turns: 10}
            tasks:
              test: {first: 0, count: 5}
              dev: {first: 5, count: 5}
              train: {first: 10, count: 8}
            experts:
              - {kind: simulated-walker, distraction: 0.1}
            student:
              kind: text
              width: 16
              layers: 1
              heads: 1
              feed_forward: 16
              pieces: 520
              context: 256
              pretraining: {steps: 5, batch: 4, length: 64}
            training:
              bc: {steps: 5, batch: 4}
              iteration: {steps: 5, batch: 4}
            exploration: {iterations: 1}
            methods:
              - {kind: atlas, judge: {{judge}}}
            """);
        return _folder.File(name);
    }

    [GeneratedRegex(@"^Step (\d+)$", RegexOptions.Multiline)]
    private static partial Regex StepNumber();
}
