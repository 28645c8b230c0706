using System.Text.Json.Nodes;
using Gleaner.CommandLine.App;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Trainers.Tests.OpenAi;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>A student behind an endpoint explores, is tuned by a server and explores again; nothing is paid for twice. Expert and student are scripts.</summary>
public sealed class ServedStudentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedShop _shop;

    public ServedStudentTests() => _shop = new ScriptedShop(_folder.File("catalogue"), ShopperHabits.Careful);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_command_trains_publishes_and_the_server_answers_with_what_it_made()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        TinyChatModel.Write(_folder.File("base"), seed: 1);
        for (var number = 1; number <= 5; number++)
        {
            TinyChatModel.Write(_folder.File($"prepared-{number}"), seed: (ulong)(number + 1));
        }

        await using var servers = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = await CollectAsync(servers);
        const string Train = """n=$(($(cat "$3/count" 2>/dev/null || echo 0) + 1)); echo $n > "$3/count"; cp -r "$3/prepared-$n" "$2" """;
        var file = servers.Learning("command", collected, $$"""
            {kind: command, folder: '{{_folder.File("base")}}', command: [/bin/sh, -c, '{{Train}}', train, '{data}', '{output}', '{{_folder.Path}}'], publish: [/bin/sh, -c, 'echo "$1" >> "$2"', publish, '{name}', '{{_folder.File("published")}}']}
            """);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("by-command"));

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        var published = File.ReadAllLines(_folder.File("published"));

        // BC's model, two of RFT, BC's again for EEF to go on from, two of EEF.
        published.Length.ShouldBe(6);
        published[3].ShouldBe(published[0]);
        Directory.GetDirectories(_folder.File("by-command", "student", "models")).Select(Path.GetFileName).Order().ShouldBe(published.Distinct().Order());
        servers.Chat.AnsweredByBody.Keys.Select(body => JsonNode.Parse(body)!["model"]!.GetValue<string>()).Distinct()
            .Where(model => model.StartsWith("gleaner-", StringComparison.Ordinal)).Order().ShouldBe(published.Distinct().Order());
        servers.Tuning.JobRequests.ShouldBeEmpty();
        File.ReadAllText(_folder.File("by-command", "report.html")).ShouldContain("trained by /bin/sh");
    }

    [Fact]
    public async Task Collect_then_run_with_a_served_student_then_report_through_servers_that_misbehave()
    {
        await using var first = await ServedStudentExperiment.StartAsync(_folder, _shop, call => call.Attempt > 1 ? Trouble.None : (call.Number % 40) switch
        {
            3 => Trouble.RateLimited,
            13 => Trouble.ServerError,
            23 => Trouble.CutConnection,
            33 => Trouble.CutBody,
            _ => Trouble.None,
        });
        first.Tuning.Failure = (request, count) => (request, count) switch
        {
            ("POST /v1/files", 1) => FakeFineTuningServer.Error(500, "later"),
            ("POST /v1/fine_tuning/jobs", 2) => FakeFineTuningServer.Error(500, "cut"),
            _ => null,
        };
        first.Tuning.MakesJobBeforeFailing = true;
        var collected = await CollectAsync(first);

        var run = await RunAsync(first, collected, "first");

        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);

        // BC tunes the base model; each method goes on from BC's model, then from its own.
        first.Tuning.JobRequests.Select(job => (string)job["model"]!).ShouldBe(
            ["scripted-student", "ft:scripted-student:org::1", "ft:scripted-student:org::2", "ft:scripted-student:org::1", "ft:scripted-student:org::4"]);
        first.Tuning.JobRequests.ShouldAllBe(job => (int)job["method"]!["supervised"]!["hyperparameters"]!["n_epochs"]! == 2);
        JsonNode.Parse(File.ReadAllText(_folder.File("first", "seed-1", "EEF", "iteration-2", "checkpoint", "served.json")))!["model"]!.GetValue<string>()
            .ShouldBe("ft:scripted-student:org::5");

        // What the script is made to show: the models that the jobs made are asked, and play better.
        SuccessesOnTest("BC").ShouldBeLessThan(SuccessesOnTest("EEF"));
        File.ReadAllText(_folder.File("first", "seed-1", "EEF", "iteration-1", "dataset.jsonl")).ShouldContain("\"stateExpert\":\"teacher\"");

        // What was uploaded is what 'export' writes of the run.
        (await ProgramRun.OfAsync("export", _folder.File("first"), "--method", "EEF", "--format", "openai", "--output", _folder.File("eef.jsonl"))).ExitCode.ShouldBe(ExitCode.Done);
        File.ReadAllText(_folder.File("eef.jsonl")).ShouldBe(first.Tuning.Files["file-5"]);
        (await ProgramRun.OfAsync("export", _folder.File("first"), "--method", "EEF", "--format", "safetensors", "--output", _folder.File("eef.safetensors")))
            .Error.ShouldContain("has no tokens of its own");

        var report = File.ReadAllText(_folder.File("first", "report.html"));
        report.ShouldContain($"student (scripted-student and what it was tuned to): {first.Paid.Sum(paid => paid.Value):N0} calls");
        report.ShouldContain("replies as text only, not as the tokens that were sampled");
        report.ShouldContain("tokens are not exact: ");
        report.ShouldContain(" replies (100 %) came as text alone");
        report.ShouldContain("student: 5 fine-tuning jobs, 6,170 tokens billed, cost 0.617.");
        report.ShouldContain("The student is simulated");

        // The same seed with servers that behave: the same bytes, the journal's order apart.
        await using var second = await ServedStudentExperiment.StartAsync(_folder, _shop);
        (await RunAsync(second, collected, "second")).ExitCode.ShouldBe(ExitCode.Done);
        Contents("second").ShouldBe(Contents("first"));
        second.Paid.ShouldBe(first.Paid);
        foreach (var key in new[] { EndpointExperiment.Canary, FakeFineTuningServer.Key })
        {
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(key, StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_spent_budget_stops_and_a_higher_one_goes_on()
    {
        await using var servers = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = await CollectAsync(servers);

        var poor = await RunAsync(servers, collected, "run", "--set", "student.budget.calls=30");
        poor.ExitCode.ShouldBe(ExitCode.BudgetSpent);
        poor.Error.ShouldStartWith("stopped: The budget is spent: another call could exceed 30 calls");
        servers.Paid.Sum(paid => paid.Value).ShouldBe(30);

        (await RunAsync(servers, collected, "run", "--resume")).ExitCode.ShouldBe(ExitCode.Done);
        servers.Tuning.JobRequests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_key_that_a_server_repeats_is_in_no_message()
    {
        await using var servers = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = await CollectAsync(servers);
        servers.Tuning.Failure = (_, _) => FakeFineTuningServer.Error(401, $"Incorrect API key provided: {FakeFineTuningServer.Key}.");

        var run = await RunAsync(servers, collected, "run");

        run.ExitCode.ShouldNotBe(ExitCode.Done);
        run.Error.ShouldContain("Incorrect API key provided: ***.");
        (run.Out + run.Error).ShouldNotContain(FakeFineTuningServer.Key);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Killed_while_a_job_runs_and_while_it_explores_it_goes_on_without_a_second_job_or_a_repeated_call()
    {
        await using var undisturbed = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = await CollectAsync(undisturbed);
        (await RunAsync(undisturbed, collected, "whole")).ExitCode.ShouldBe(ExitCode.Done);

        await using var servers = await ServedStudentExperiment.StartAsync(_folder, _shop, holdAfter: 250);
        string[] arguments = ["run", servers.Learning("killed", collected), "--output", _folder.File("killed"), "--resume"];
        servers.Tuning.States = ["queued", "running"];
        using (var first = Launched.Start(arguments))
        {
            await UntilAsync(() => servers.Tuning.HasBeenAsked("ftjob-1"));
            await first.KillAsync();
        }

        servers.Tuning.States = ["validating_files", "queued", "running", "running", "succeeded"];
        using (var second = Launched.Start(arguments))
        {
            var journal = _folder.File("killed", "student", "calls.jsonl");
            await UntilAsync(() => File.Exists(journal) && LinesOf(journal) == 250);
            await second.KillAsync();
        }

        await servers.Chat.LeftAsync().WaitAsync(TestContext.Current.CancellationToken);
        servers.Chat.Release();
        using var third = Launched.Start(arguments);
        var (exitCode, _, error) = await third.EndAsync();

        error.ShouldBeEmpty();
        exitCode.ShouldBe(ExitCode.Done);
        servers.Tuning.JobRequests.Count.ShouldBe(undisturbed.Tuning.JobRequests.Count);
        servers.Tuning.Files.Values.ShouldBe(undisturbed.Tuning.Files.Values);
        servers.Paid.ShouldBe(undisturbed.Paid);
        Contents("killed").ShouldBe(Contents("whole"));
    }

    private async Task<string> CollectAsync(ServedStudentExperiment servers)
    {
        var collected = _folder.File("collected", "teacher.jsonl");
        (await ProgramRun.OfAsync("collect", servers.Collecting("collect"), "--output", collected)).ExitCode.ShouldBe(ExitCode.Done);
        return collected;
    }

    private Task<ProgramRun> RunAsync(ServedStudentExperiment servers, string collected, string output, params string[] more) =>
        ProgramRun.OfAsync(["run", servers.Learning(output, collected), "--output", _folder.File(output), .. more]);

    private int SuccessesOnTest(string method)
    {
        var iteration = method == "BC" ? "iteration-1" : "iteration-2";
        var evaluation = JsonNode.Parse(File.ReadAllText(_folder.File("first", "seed-1", method, iteration, "evaluation-test.json")))!;
        return evaluation["returns"]!.AsArray().Count(item => (double)item!["return"]! >= 1);
    }

    /// <summary>What does not depend on the order of answers, nor on repeated attempts.</summary>
    private SortedDictionary<string, string> Contents(string name)
    {
        var contents = RunFolder.Contents(_folder.File(name));
        contents.Remove(Path.Combine("student", "spending.json")).ShouldBeTrue();
        contents.Remove(Path.Combine("student", "calls.jsonl")).ShouldBeTrue();
        contents.Add("calls", string.Join('\n', File.ReadLines(_folder.File(name, "student", "calls.jsonl")).Order(StringComparer.Ordinal)));
        return contents;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static int LinesOf(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
