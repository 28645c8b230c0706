using System.Globalization;
using System.Text.RegularExpressions;
using Gleaner.CommandLine.Tests.Configuration;
using Gleaner.Experiments;

namespace Gleaner.CommandLine.Tests.Preflight;

/// <summary>Room on disk and memory of GPUs for students that a command trains: reckoned from config.json, before anything slow.</summary>
public sealed class TuningChecksTests : IDisposable
{
    private const string Llama8B =
        """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 128256, "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
         "intermediate_size": 14336, "max_position_embeddings": 8192, "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "hidden_act": "silu", "tie_word_embeddings": false}
        """;

    private const string Sharded = "trainers/train.sh, --processes, '4', --stop-server, '8000', --, --data, '{data}', --base, '{base}', --output, '{output}', --micro-batch, '2', --bf16, --fsdp, --gradient-checkpointing, --save-every, '25'";

    private const string Adapters = "python3, trainers/sft.py, --data, '{data}', --output, '{output}', --lora-rank=16, --no-merge, --bf16, --gradient-checkpointing";

    private readonly TemporaryFolder _folder = new();

    public TuningChecksTests()
    {
        Directory.CreateDirectory(_folder.File("model"));
        File.WriteAllText(_folder.File("model", "config.json"), Llama8B);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(208, PreflightOutcome.Failed)]
    [InlineData(209, PreflightOutcome.Ok)]
    public async Task Room_is_needed_for_each_tuned_model_and_for_an_unfinished_training(long free, PreflightOutcome outcome)
    {
        var room = Of(await CheckAsync(Sharded, new FakeMachine { Disk = free * 1_000_000_000 }), "disk student.tuning.models");

        // BC and three iterations of two methods, 2 bytes a weight; 50 steps are kept once, after 25, with 12 bytes a weight.
        room.Outcome.ShouldBe(outcome);
        room.Message.ShouldBe($"needs about 208.8 GB in {_folder.File("run", "student", "models")} (7 models of 16.1 GB each, 96.4 GB for a training that is not finished), {free} GB free");
        (room.Advice is null).ShouldBe(outcome == PreflightOutcome.Ok);
    }

    [Theory]
    [InlineData(Adapters, "7 models of 167.8 MB each")]
    [InlineData("python3, trainers/sft.py, --data, '{data}', --output, '{output}', --lora-rank, '16', --bf16", "7 models of 16.1 GB each")]
    [InlineData("python3, trainers/sft.py, --data, '{data}', --output, '{output}', --bf16, --save-every, '10'", "7 models of 16.1 GB each, 192.7 GB for a training that is not finished")]
    [InlineData("python3, trainers/sft.py, --data, '{data}', --output, '{output}', --save-every=0", "7 models of 32.1 GB each")]
    [InlineData("axolotl, train, '{data}', '{output}'", "7 models of 16.1 GB each")]
    public async Task What_is_left_depends_on_the_options(string command, string what)
    {
        var room = Of(await CheckAsync(command, new FakeMachine()), "disk student.tuning.models");

        room.Message.ShouldContain($"({what}), 1000 GB free");
        room.Message.EndsWith("; what the trainer itself keeps meanwhile is not known here", StringComparison.Ordinal).ShouldBe(command.StartsWith("axolotl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_place_is_compared_by_itself()
    {
        var scratch = Of(await CheckAsync(Adapters, new FakeMachine { DiskOf = folder => folder.Contains("gleaner-check-test-", StringComparison.Ordinal) ? 100_000_000 : 2_000_000_000 }), "disk student.tuning.models");
        scratch.Message.ShouldContain("(the model of this check's own step), 100 MB free");
        scratch.Advice.ShouldNotBeNull().ShouldContain("TMPDIR");

        Directory.CreateDirectory(_folder.File("state"));
        var state = Of(await CheckAsync(
            $"{Sharded}, --state, '{_folder.File("state")}'", new FakeMachine { DiskOf = folder => folder == _folder.File("state") ? 90_000_000_000 : 120_000_000_000 }), "disk student.tuning.models");
        state.Outcome.ShouldBe(PreflightOutcome.Failed);
        state.Message.ShouldBe($"needs about 96.4 GB in {_folder.File("state")} (96.4 GB for a training that is not finished), 90 GB free");
    }

    [Fact]
    public async Task A_run_that_goes_on_needs_room_for_the_models_that_it_does_not_have_yet()
    {
        foreach (var name in new[] { "gleaner-1", "gleaner-2", "another" })
        {
            Directory.CreateDirectory(_folder.File("run", "student", "models", name));
        }

        Of(await CheckAsync(Sharded, new FakeMachine()), "disk student.tuning.models").Message.ShouldContain("(5 models of 16.1 GB each, ");
    }

    [Fact]
    public async Task Without_a_GPU_that_can_be_seen_the_need_is_told()
    {
        var gpu = Of(await CheckAsync(Sharded, new FakeMachine()), "gpu student.tuning.command");

        gpu.Outcome.ShouldBe(PreflightOutcome.Skipped);
        gpu.Message.ShouldBe("no GPU seen from here: not checked against one; needs about 52.3 GB per GPU by formula to train all weights, 2 conversations of 8,192 tokens at once");
    }

    [Theory]
    [InlineData(4, 81_559, 0, PreflightOutcome.Ok, "85.5 GB there by 4 × NVIDIA H100 80GB HBM3")]
    [InlineData(4, 81_559, 40_000, PreflightOutcome.Ok, "85.5 GB there by 4 × ")]
    [InlineData(4, 54_000, 0, PreflightOutcome.Warning, "56.6 GB there by 4 × NVIDIA H100 80GB HBM3: little is left beside it")]
    [InlineData(4, 46_068, 0, PreflightOutcome.Failed, "48.3 GB there by 4 × ")]
    [InlineData(2, 81_559, 0, PreflightOutcome.Failed, "the command starts 4 processes, each with a GPU of its own, and 2 can be seen")]
    public async Task What_nvidia_smi_says_is_compared(int gpus, int total, int used, PreflightOutcome outcome, string message)
    {
        var gpu = Of(await CheckAsync(Sharded, Machine(gpus, total, used)), "gpu student.tuning.command");

        gpu.Outcome.ShouldBe(outcome, gpu.Message);
        gpu.Message.ShouldContain(message);
        (gpu.Advice is null).ShouldBe(outcome == PreflightOutcome.Ok);
    }

    [Fact]
    public async Task Memory_that_somebody_holds_is_told_where_no_server_is_stopped_first()
    {
        var gpu = Of(await CheckAsync(Adapters, Machine(1, 81_559, 70_000)), "gpu student.tuning.command");

        gpu.Outcome.ShouldBe(PreflightOutcome.Warning);
        gpu.Message.ShouldEndWith("; 73.4 GB of GPU 0 are taken now");
        gpu.Advice.ShouldNotBeNull().ShouldContain("--stop-server");
    }

    [Fact]
    public async Task GPUs_that_are_hidden_do_not_count_and_a_program_that_fails_is_told()
    {
        var hidden = Machine(4, 81_559, 0);
        hidden.Variables["CUDA_VISIBLE_DEVICES"] = "0, 2";
        Of(await CheckAsync(Sharded, hidden), "gpu student.tuning.command").Message.ShouldContain("and 2 can be seen");

        var broken = Of(await CheckAsync(Sharded, Smi("echo NVIDIA-SMI has failed because it could not communicate with the driver; exit 9")), "gpu student.tuning.command");
        broken.Outcome.ShouldBe(PreflightOutcome.Skipped);
        broken.Message.ShouldStartWith("no GPU seen from here (nvidia-smi: NVIDIA-SMI has failed because it could not communicate with the driver): not checked against one; needs about 52.3 GB");
    }

    [Fact]
    public async Task A_configuration_names_the_memory_of_GPUs_that_are_elsewhere()
    {
        var gpu = Of(await CheckAsync(Sharded, Machine(4, 81_559, 0), "student.tuning.gpu_memory_gb=48"), "gpu student.tuning.command");

        gpu.Outcome.ShouldBe(PreflightOutcome.Failed);
        gpu.Message.ShouldEndWith(", 48 GB there by 'student.tuning.gpu_memory_gb'");
        gpu.Advice.ShouldBe("Lower --micro-batch, or train adapters (--lora-rank 16), or shard over more GPUs, or lower 'student.context_tokens'.");
    }

    [Fact]
    public async Task A_folder_without_a_shape_is_told_before_anything_slow()
    {
        File.WriteAllText(_folder.File("model", "config.json"), "{\"model_type\": \"mixtral\"}");
        var other = await CheckAsync(Sharded, new FakeMachine());
        Of(other, "gpu student.tuning.command").Outcome.ShouldBe(PreflightOutcome.Skipped);
        Of(other, "gpu student.tuning.command").Message.ShouldContain("mixtral");

        File.Delete(_folder.File("model", "config.json"));
        var report = await CheckAsync(Sharded, new FakeMachine());
        Of(report, "gpu student.tuning.command").ShouldSatisfyAllConditions(
            check => check.Outcome.ShouldBe(PreflightOutcome.Failed), check => check.Message.ShouldBe($"{_folder.File("model")} has no config.json"), check => check.Advice.ShouldNotBeNull());
        Of(report, "disk student.tuning.models").Outcome.ShouldBe(PreflightOutcome.Skipped);
        List<string> order = [.. report.Checks.Select(check => check.Id)];
        order.IndexOf("gpu student.tuning.command").ShouldBeLessThan(Math.Min(order.IndexOf("torch student.tuning.command"), order.IndexOf("environment")));
    }

    [Fact]
    public void Scripts_wait_for_a_server_no_longer_than_a_run_and_this_no_longer_than_a_check()
    {
        var seconds = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "trainers", "server.sh")), @"GLEANER_SERVER_SECONDS:-(\d+)", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().ShouldHaveSingleItem();
        var published = new Gleaner.Trainers.Served.CommandTunerOptions { BaseModel = "", BaseFolder = "", Models = "", Trainer = null! }.PublishTimeLimit;
        var limits = Read(Sharded).Student.Checks.ToDictionary(check => check.Id, check => check.TimeLimit);

        TimeSpan.FromSeconds(seconds).ShouldBeLessThan(published);
        limits["publish student.tuning.publish"].ShouldBeGreaterThan(published);
        limits["step student.tuning.command"].ShouldBeGreaterThan(2 * published);
    }

    private Experiment Read(string command, params string[] overrides) => Configs.Parse(
        $$"""
        name: large
        environment: {kind: maze, size: 4, count: 60, max_turns: 60}
        tasks:
          test: {first: 0, count: 15}
          dev: {first: 15, count: 10}
          train: {first: 25, count: 30}
        experts:
          - {kind: simulated-walker, name: walker, distraction: 0}
        student:
          kind: endpoint
          endpoint: http://127.0.0.1:1/v1
          model: base
          tuning:
            kind: command
            folder: {{_folder.File("model")}}
            command: [{{command}}]
            publish: [trainers/publish.sh, --server, vllm, --name, '{name}', --folder, '{folder}']
        training:
          bc: {steps: 50}
          iteration: {steps: 50}
        exploration: {iterations: 3}
        methods:
          - {kind: rft}
          - {kind: eef}
        """,
        overrides);

    private Task<PreflightReport> CheckAsync(string command, FakeMachine machine, params string[] overrides) =>
        Read(command, overrides).CheckAsync(_folder.File("run"), new PreflightOptions { Machine = machine, MayCall = false }, TestContext.Current.CancellationToken);

    private FakeMachine Machine(int gpus, int total, int used) =>
        Smi(string.Join('\n', Enumerable.Range(0, gpus).Select(index => $"echo '{index}, NVIDIA H100 80GB HBM3, {total}, {used}'")));

    private FakeMachine Smi(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        File.WriteAllText(_folder.File("nvidia-smi"), $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File("nvidia-smi"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FakeMachine { Programs = { ["nvidia-smi"] = _folder.File("nvidia-smi") } };
    }

    private static PreflightEntry Of(PreflightReport report, string id) => report.Checks.Single(check => check.Id == id);
}
