using Gleaner.CommandLine.App;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>What <c>gleaner check</c> finds out about endpoints, and what that costs.</summary>
public sealed class EndpointCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedShop _shop;

    public EndpointCheckTests() => _shop = new ScriptedShop(_folder.File("catalogue"), ShopperHabits.Careful);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_endpoint_is_asked_once_and_the_run_does_not_pay_for_that_again()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = EndpointExperiment.Canary });
        var file = EndpointExperiment.In(_folder, "chat", server);

        var check = await CheckAsync(file);

        check.ExitCode.ShouldBe(ExitCode.Done, check.Out + check.Error);
        check.Out.ShouldMatch(@"\nok       endpoint of teacher      scripted-shopper at http://\S+ answered: search\[.*\], cost 0\.0\d+; tokens not asked for\n");
        check.Out.ShouldContain("\nok       experts.teacher.api_key_env");
        check.Out.ShouldContain("\nok       student's step           one step on 1 example, ");
        (check.Out + check.Error).ShouldNotContain(EndpointExperiment.Canary);
        server.Requests.ShouldBe(1);
        File.ReadAllLines(_folder.File("run", "experts", "teacher", "calls.jsonl")).ShouldHaveSingleItem();
        File.Exists(_folder.File("run", "run.json")).ShouldBeFalse();

        (await CheckAsync(file)).Out.ShouldContain("answered before (journal)");
        server.Requests.ShouldBe(1);

        var run = await ProgramRun.OfAsync("run", file, "--output", _folder.File("run"));
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.AnsweredByBody.ShouldAllBe(answered => answered.Value == 1);
        File.ReadAllLines(_folder.File("run", "experts", "teacher", "calls.jsonl")).Length.ShouldBe(server.Answered);
    }

    [Fact]
    public async Task Without_calls_nobody_is_asked()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = EndpointExperiment.Canary });

        var check = await CheckAsync(EndpointExperiment.In(_folder, "chat", server), "--no-calls");

        check.Out.ShouldContain("\nskipped  endpoint of teacher      it costs a call");
        check.Out.ShouldContain("\nskipped  student's step           no expert has shown a trajectory");
        check.ExitCode.ShouldBe(ExitCode.Done);
        server.Requests.ShouldBe(0);
        Directory.Exists(_folder.File("run")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_counts_against_the_budget()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = EndpointExperiment.Canary });

        var check = await CheckAsync(EndpointExperiment.In(_folder, "chat", server), "--set", "experts.0.budget.cost=0.000001");

        check.ExitCode.ShouldBe(ExitCode.Different);
        check.Out.ShouldContain("\nFAILED   endpoint of teacher ");
        check.Out.ShouldContain("budget");
        server.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("Thought: hm", "the reply was malformed")]
    [InlineData("", "it gave no action")]
    public async Task A_reply_that_is_no_action_is_a_warning(string reply, string message)
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _ => reply, Key = EndpointExperiment.Canary });

        var check = await CheckAsync(EndpointExperiment.In(_folder, "chat", server));

        check.Out.ShouldMatch($"\nwarning  endpoint of teacher .*{message}");
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Tokens_that_are_asked_for_and_do_not_come_are_a_warning()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = EndpointExperiment.Canary });

        var check = await CheckAsync(EndpointExperiment.In(_folder, "chat", server), "--set", "experts.0.tokens=vllm");

        check.Out.ShouldMatch(@"\nwarning  endpoint of teacher .*; tokens not exact\n.*Check 'tokens' against the server");
    }

    [Fact]
    public async Task What_is_wrong_with_an_endpoint_is_said_at_once()
    {
        await using var server = await FakeChatServer.StartAsync(new FakeChatServer { Answers = _shop.Answer, Key = "another one" });
        var file = EndpointExperiment.In(_folder, "chat", server);

        (await CheckAsync(file)).Out.ShouldMatch("\nFAILED   endpoint of teacher .*did not answer: 401 ");
        server.Requests.ShouldBe(1);

        (await CheckAsync(file, "--set", "experts.0.endpoint=http://127.0.0.1:1/v1")).Out.ShouldMatch("\nFAILED   endpoint of teacher .*did not answer in 1 attempt");
        var keyless = await CheckAsync(file, "--set", "experts.0.api_key_env=GLEANER_NO_SUCH_KEY");
        keyless.Out.ShouldContain("FAILED   experts.teacher.api_key_env the environment variable GLEANER_NO_SUCH_KEY is not set");
        keyless.ExitCode.ShouldBe(ExitCode.Different);
    }

    [Fact]
    public async Task A_student_trained_by_a_command_is_asked_and_its_command_looked_for()
    {
        await using var experiment = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = _folder.File("teacher.jsonl");
        (await ProgramRun.OfAsync("collect", experiment.Collecting("collect"), "--output", collected)).ExitCode.ShouldBe(ExitCode.Done);
        var asked = experiment.Chat.Requests;
        var file = experiment.Learning(
            "served", collected, $"{{kind: command, folder: '{_folder.File("no-model")}', command: [no-such-trainer, train.py, '{{data}}', '{{output}}'], publish: [./serve.sh, '{{name}}', '{{folder}}']}}");

        var check = await CheckAsync(file);

        check.Out.ShouldMatch("\nok       expert teacher .*successes; those played again were the same\n");
        check.Out.ShouldContain("\nFAILED   student.tuning.folder    ");
        check.Out.ShouldContain("\nFAILED   student.tuning.command   'no-such-trainer' is not on PATH\n");
        check.Out.ShouldMatch(@"\nFAILED   student\.tuning\.publish   /\S+/serve\.sh: there is no such program\n");
        check.Out.ShouldMatch("\nok       endpoint of student .* answered: ");
        experiment.Chat.Requests.ShouldBe(asked + 1);
        check.Out.ShouldMatch("\nskipped  server takes the base model +'student.tuning.folder' is not there\n");
        check.Out.ShouldMatch("\nskipped  trainer's step +'student.tuning.folder' is not there\n");
        check.ExitCode.ShouldBe(ExitCode.Different);
    }

    [Fact]
    public async Task A_command_makes_one_step_whose_model_is_published_and_asked()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        await using var experiment = await ServedStudentExperiment.StartAsync(_folder, _shop);
        var collected = _folder.File("teacher.jsonl");
        (await ProgramRun.OfAsync("collect", experiment.Collecting("collect"), "--output", collected)).ExitCode.ShouldBe(ExitCode.Done);
        TinyChatModel.Write(_folder.File("base"), seed: 1);
        TinyChatModel.Write(_folder.File("tuned"), seed: 2);
        var asked = experiment.Chat.Requests;

        var check = await CheckAsync(Learning("cp -r \"$3/tuned\" \"$2\""));

        check.Out.ShouldMatch("\nok       server takes the base model +scripted-student was published in ");
        check.Out.ShouldMatch("\nok       trainer's step +one step on 2 examples, [0-9,]+ of [0-9,]+ tokens trained, took [0-9]+ s; published, gleaner-[0-9a-f]+ at .* answered: ");
        check.ExitCode.ShouldBe(ExitCode.Done, check.Out);
        experiment.Chat.Requests.ShouldBe(asked + 2);
        var published = File.ReadAllLines(_folder.File("published"));
        published.Length.ShouldBe(3);
        published[^1].ShouldBe(ServedStudentExperiment.BaseModel);
        Directory.Exists(_folder.File("run", "student", "models")).ShouldBeFalse();

        var failing = await CheckAsync(Learning("echo out of memory >&2; exit 9"));

        failing.Out.ShouldMatch("\nFAILED   trainer's step +The trainer '/bin/sh' failed with exit code 9");
        failing.Out.ShouldContain("out of memory");

        string Learning(string train) => experiment.Learning("served", collected, $$"""
            {kind: command, folder: '{{_folder.File("base")}}', command: [/bin/sh, -c, '{{train}}', train, '{data}', '{output}', '{{_folder.Path}}'], publish: [/bin/sh, -c, 'echo "$1" >> "$2"', publish, '{name}', '{{_folder.File("published")}}']}
            """);
    }

    private Task<ProgramRun> CheckAsync(string file, params string[] more) => ProgramRun.OfAsync(["check", file, "--output", _folder.File("run"), .. more]);
}
