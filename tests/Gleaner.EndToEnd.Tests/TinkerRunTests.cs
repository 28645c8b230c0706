using System.Text.RegularExpressions;
using Gleaner.CommandLine.App;
using Gleaner.ModelServers;
using Gleaner.ModelServers.Hosting;

namespace Gleaner.EndToEnd.Tests;

/// <summary>A student behind a training API, through the whole line: check, cloning, exploration, report, resumption.</summary>
public sealed class TinkerRunTests : IAsyncLifetime
{
    private const string Yaml =
        """
        name: api
        environment:
          kind: webshop
          catalogue: generated
          generated: {products: 40, seed: 7}
        tasks:
          test: {first: 0, count: 3}
          dev: {first: 3, count: 0}
          train: {first: 3, count: 6}
          disjoint: {count: 0}
        experts:
          - kind: simulated-careful
        student:
          kind: tinker
          endpoint: ENDPOINT
          model: model
          folder: model
          context: 16384
          max_action_tokens: 12
          lora: {rank: 2}
          prices: {prompt: 1, sample: 2, train: 3}
        training:
          bc: {steps: 2, batch: 2}
          iteration: {steps: 2, batch: 2}
        exploration:
          iterations: 1
        methods:
          - {kind: eef}
        """;

    private readonly TemporaryFolder _folder = new();
    private ModelServer? _server;

    public async ValueTask InitializeAsync()
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        _server = await ModelServer.StartTinkerAsync(
            new ModelServerOptions { Folder = _folder.File("model"), Context = 16_384, Port = 0 }, TimeProvider.System, _ => { }, TestContext.Current.CancellationToken);
        File.WriteAllText(_folder.File("api.yaml"), Yaml.Replace("ENDPOINT", _server.Url.AbsoluteUri, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_behind_the_API_goes_through_the_whole_line_and_is_accounted_for()
    {
        var check = await ProgramRun.InAsync(_folder.Path, "check", "api.yaml", "--output", "run");
        check.Out.ShouldContain("model is served at http://127.0.0.1:");
        check.ExitCode.ShouldBe(ExitCode.Done);

        var run = await ProgramRun.InAsync(_folder.Path, "run", "api.yaml", "--output", "run");
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("\n  EEF ");
        var report = File.ReadAllText(_folder.File("run/report.html"));
        report.ShouldContain("model behind a training API, adapters of rank 2");
        report.ShouldMatch("student \\(model and what it was tuned to\\): [\\d,]+ calls");
        report.ShouldMatch("2 fine-tuning jobs, [\\d,]+ tokens billed, cost");
        File.ReadAllText(_folder.File("run/seed-1/EEF/iteration-1/checkpoint/tinker.json")).ShouldContain("tinker://model_");
        File.ReadAllText(_folder.File("run/student/training.jsonl")).ShouldNotContain(_server!.Url.Authority);

        var resumed = await ProgramRun.InAsync(_folder.Path, "run", "api.yaml", "--output", "run", "--resume");
        resumed.ExitCode.ShouldBe(ExitCode.Done);
        Table(resumed.Out).ShouldBe(Table(run.Out));

        // The same numbers from a run that begins anew: seeds go to the server.
        var again = await ProgramRun.InAsync(_folder.Path, "run", "api.yaml", "--output", "again");
        Table(again.Out).ShouldBe(Table(run.Out));
    }

    [Fact]
    public async Task A_model_that_is_not_served_is_found_before_anything_runs()
    {
        var check = await ProgramRun.InAsync(_folder.Path, "check", "api.yaml", "--output", "run", "--set", "student.model=other");
        check.ExitCode.ShouldNotBe(ExitCode.Done);
        check.Out.ShouldContain("does not serve other");
    }

    private static string Table(string output) => Regex.Match(output, "  method .*?\nHealth:", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;
}
