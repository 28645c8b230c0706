using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.EndToEnd.Tests;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Tests.Trainers;

public sealed class CommandTrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainingJob _job;

    public CommandTrainerTests()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        TinyChatModel.Write(_folder.File("base"), seed: 1);
        File.WriteAllText(_folder.File("data"), "");
        _job = new TrainingJob(_folder.File("data"), _folder.File("base"), _folder.File("tuned"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_command_leaves_is_taken_if_it_is_a_sound_model_that_learnt()
    {
        TinyChatModel.Write(_folder.File("other"), seed: 2);
        var lines = new List<string>();

        await TrainAsync($"echo 'step 1'; test -f \"$1\" && cp -r '{_folder.File("other")}' \"$2\"", progress: new Lines(lines));

        HuggingFaceFolder.Open(_job.Output).Config.VocabularySize.ShouldBe(258);
        lines.ShouldContain("step 1");
    }

    [Fact]
    public async Task A_failure_says_the_exit_code_and_the_last_lines()
    {
        var failure = await FailAsync("for i in $(seq 1 50); do echo \"line $i\" >&2; done; exit 3");

        failure.ShouldContain("failed with exit code 3");
        failure.ShouldContain("line 50");
        failure.ShouldNotContain("line 30\n");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named() =>
        (await Should.ThrowAsync<GleanerException>(() => Trainer(["/no/such/program", "{data}", "{output}"]).TrainAsync(_job, null, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("/no/such/program");

    [Fact]
    public async Task Models_that_are_not_sound_are_refused()
    {
        (await FailAsync("true")).ShouldContain("left no folder");
        (await FailAsync("cp -r \"$3\" \"$2\"")).ShouldContain("nothing was learnt");
        (await FailAsync("mkdir \"$2\"")).ShouldContain("no config.json");
        (await FailAsync("mkdir \"$2\"; echo '{}' > \"$2/adapter_config.json\"")).ShouldContain("only adapters");
        (await FailAsync("cp -r \"$3\" \"$2\"; rm \"$2/tokenizer.json\"")).ShouldContain("no tokenizer.json");
        (await FailAsync("cp -r \"$3\" \"$2\"; rm \"$2/model.safetensors\"")).ShouldContain("no .safetensors");
        (await FailAsync("cp -r \"$3\" \"$2\"; head -c 100 \"$3/model.safetensors\" > \"$2/model.safetensors\"")).ShouldContain("header claims");

        // All bits set is no number in any type of weights; Gleaner itself would not write it.
        (await FailAsync("cp -r \"$3\" \"$2\"; head -c -4 \"$3/model.safetensors\" > \"$2/model.safetensors\"; printf '\\377\\377\\377\\377' >> \"$2/model.safetensors\"")).ShouldContain("weights that are not numbers");
    }

    [Fact]
    public async Task Adapters_are_a_model_where_they_can_be_used_and_have_learnt()
    {
        WriteAdapter("fresh", b: 0);
        WriteAdapter("learnt", b: 0.5f);
        WriteAdapter("diverged", b: float.NaN);

        (await FailAsync(Leave("fresh"), takesAdapters: true)).ShouldContain("nothing was learnt");
        (await FailAsync(Leave("diverged"), takesAdapters: true)).ShouldContain("not numbers");
        (await FailAsync(Leave("learnt"))).ShouldContain("only adapters");
        Directory.Delete(_job.Output, recursive: true);
        await TrainAsync(Leave("learnt"), takesAdapters: true);

        // What is trained from adapters differs from them.
        var next = _job with { BaseModel = _folder.File("learnt"), Output = _folder.File("next") };
        (await Should.ThrowAsync<GleanerException>(() => Trainer(["/bin/sh", "-c", "cp -r \"$2\" \"$1\"", "sh", "{output}", "{base}", "{data}"], takesAdapters: true)
            .TrainAsync(next, null, TestContext.Current.CancellationToken))).Message.ShouldContain("nothing was learnt");

        string Leave(string name) => $"cp -r '{_folder.File(name)}' \"$2\"";
    }

    [Fact]
    public async Task A_folder_that_is_there_is_not_written_over()
    {
        Directory.CreateDirectory(_job.Output);
        (await FailAsync("true", keep: true)).ShouldContain("already exists");
    }

    [Fact]
    public async Task What_takes_too_long_is_asked_to_end_then_killed()
    {
        (await FailAsync("sleep 600", TimeSpan.FromMilliseconds(200))).ShouldContain("time limit");
        (await FailAsync("trap '' TERM; while true; do sleep 1; done", TimeSpan.FromMilliseconds(200))).ShouldContain("time limit");
    }

    [Fact]
    public async Task Stopping_ends_the_command_and_gives_it_time_to_clean_up()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new Lines([], line => started.TrySetResult());
        var training = TrainAsync(
            $"trap 'touch \"{_folder.File("cleaned")}\"; exit 0' TERM; echo up; while true; do sleep 0.05; done", progress: lines, cancellationToken: stop.Token);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => training);
        File.Exists(_folder.File("cleaned")).ShouldBeTrue();
    }

    private void WriteAdapter(string name, float b)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.WriteAllText(_folder.File(name, "adapter_config.json"), "{}");
        foreach (var file in new[] { "tokenizer.json", "tokenizer_config.json" })
        {
            File.Copy(_folder.File("base", file), _folder.File(name, file));
        }

        var header = """{"m.lora_A.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"m.lora_B.weight":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"""u8;
        using var writer = new BinaryWriter(File.Create(_folder.File(name, "adapter_model.safetensors")));
        writer.Write((long)header.Length);
        writer.Write(header);
        writer.Write(0.25f);
        writer.Write(b);
    }

    private async Task<string> FailAsync(string script, TimeSpan? limit = null, bool keep = false, bool takesAdapters = false)
    {
        if (!keep && Directory.Exists(_job.Output))
        {
            Directory.Delete(_job.Output, recursive: true);
        }

        return (await Should.ThrowAsync<GleanerException>(() => TrainAsync(script, limit, takesAdapters: takesAdapters))).Message;
    }

    private Task TrainAsync(string script, TimeSpan? limit = null, IProgress<string>? progress = null, CancellationToken? cancellationToken = null, bool takesAdapters = false) =>
        Trainer(["/bin/sh", "-c", script.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), "sh", "{data}", "{output}", "{base}"], limit, takesAdapters)
            .TrainAsync(_job, progress, cancellationToken ?? TestContext.Current.CancellationToken);

    private static CommandTrainer Trainer(string[] command, TimeSpan? limit = null, bool takesAdapters = false) => new(new CommandTrainerOptions
    {
        TakesAdapters = takesAdapters,
        Command = new CommandTemplate(command),
        TimeLimit = limit ?? TimeSpan.FromMinutes(5),
        Grace = TimeSpan.FromSeconds(limit is null ? 20 : 0.3),
    });

    private sealed class Lines(List<string> lines, Action<string>? seen = null) : IProgress<string>
    {
        public void Report(string value)
        {
            lines.Add(value);
            seen?.Invoke(value);
        }
    }
}
