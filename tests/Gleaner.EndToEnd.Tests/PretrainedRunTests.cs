using Gleaner.CommandLine.App;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;

namespace Gleaner.EndToEnd.Tests;

/// <summary>A model folder through the whole line: chat template, adapters, exploration, report.</summary>
public sealed class PretrainedRunTests : IDisposable
{
    private const string Yaml =
        """
        name: chat
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
          kind: pretrained
          folder: model
          context: 16384
          max_action_tokens: 12
          lora: {rank: 2, targets: [q_proj, down_proj]}
        training:
          bc: {steps: 2, batch: 2}
          iteration: {steps: 2, batch: 2}
        exploration:
          iterations: 1
        methods:
          - {kind: eef}
        """;

    private readonly TemporaryFolder _folder = new();

    public PretrainedRunTests()
    {
        TinyChatModel.Write(_folder.File("model"), seed: 1);
        File.WriteAllText(_folder.File("chat.yaml"), Yaml);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_goes_through_cloning_exploration_and_report_with_the_same_bytes_each_time()
    {
        var run = await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "run");
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("\n  EEF ");
        File.ReadAllText(_folder.File("run/report.html")).ShouldContain("model, adapters of rank 2");

        var checkpoint = _folder.File("run/seed-1/BC/iteration-1/checkpoint");
        PeftFolder.Load(checkpoint, HuggingFaceFolder.Open(_folder.File("model")).Config).Options.Targets.ShouldBe(LoraTargets.Query | LoraTargets.Down);
        (await ProgramRun.InAsync(_folder.Path, "model", "merge", "model", checkpoint, "--output", "merged")).ExitCode.ShouldBe(ExitCode.Done);
        File.Exists(_folder.File("merged/tokenizer.json")).ShouldBeTrue();

        (await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "again")).ExitCode.ShouldBe(ExitCode.Done);
        RunFolder.Contents(_folder.File("again")).ShouldBe(RunFolder.Contents(_folder.File("run")));
    }

    [Fact]
    public async Task All_weights_can_be_trained_and_a_checkpoint_is_then_a_whole_model_folder()
    {
        var run = await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "run", "--set", "student.lora.rank=0");
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Done);
        var shown = await ProgramRun.InAsync(_folder.Path, "model", "show", "run/seed-1/EEF/iteration-1/checkpoint");
        shown.ExitCode.ShouldBe(ExitCode.Done);
        shown.Out.ShouldContain("chat template: a conversation of four messages renders as it should");
    }

    [Fact]
    public async Task A_run_is_not_gone_on_with_after_the_model_was_exchanged()
    {
        (await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "run")).ExitCode.ShouldBe(ExitCode.Done);
        Directory.Delete(_folder.File("model"), recursive: true);
        TinyChatModel.Write(_folder.File("model"), seed: 2);
        var resumed = await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "run", "--resume");
        resumed.ExitCode.ShouldBe(ExitCode.Data);
        resumed.Error.ShouldContain("student");
    }

    [Fact]
    public async Task A_model_without_a_chat_template_is_refused_before_anything_runs()
    {
        File.Delete(_folder.File("model/tokenizer_config.json"));
        var run = await ProgramRun.InAsync(_folder.Path, "run", "chat.yaml", "--output", "run");
        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("chat template");
    }
}
