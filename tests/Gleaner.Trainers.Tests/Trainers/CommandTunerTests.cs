using System.Collections.Immutable;
using Gleaner.EndToEnd.Tests;
using Gleaner.Formats.Sequences;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Tokenizers;
using Gleaner.Trainers.Served;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Tests.Trainers;

/// <summary>Training by a command, then publishing: each work has one model, whose name says what it was made of.</summary>
public sealed class CommandTunerTests : IDisposable
{
    // Takes the next of the prepared models, and writes down which model it was to start from.
    private const string Train = "n=$(($(cat \"$3/count\" 2>/dev/null || echo 0) + 1)); echo $n > \"$3/count\"; echo \"$4\" >> \"$3/bases\"; test -s \"$1\" && cp -r \"$3/prepared-$n\" \"$2\"";

    private readonly TemporaryFolder _folder = new();
    private readonly CommandTuner _tuner;

    public CommandTunerTests()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");
        TinyChatModel.Write(_folder.File("base"), seed: 1);
        for (var number = 1; number <= 3; number++)
        {
            TinyChatModel.Write(_folder.File($"prepared-{number}"), seed: (ulong)(number + 1));
        }

        _tuner = Tuner($"echo \"$1 $2\" >> '{_folder.File("published")}'");
    }

    public void Dispose()
    {
        _tuner?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_is_trained_once_published_and_the_next_one_is_trained_from_it()
    {
        var first = await TuneAsync("served", seed: 1);
        var again = await TuneAsync("served", seed: 1);
        var next = await TuneAsync(first.Name, seed: 1);
        var other = await TuneAsync("served", seed: 2);
        foreach (var model in new[] { first, again, next, other })
        {
            await ServeAsync(model.Name);
        }

        again.ShouldBe(first);
        first.Name.ShouldStartWith("tiny-");
        (first.Steps, first.Tokens > first.TrainedTokens, first.TrainedTokens > 0).ShouldBe((7, true, true));
        File.ReadAllLines(_folder.File("bases")).ShouldBe([_folder.File("base"), _folder.File("models", first.Name), _folder.File("base")]);
        new[] { first.Name, next.Name, other.Name }.ShouldBeUnique();
        Published().ShouldBe([Line(first), Line(next), Line(other)]);

        string Line(TunedModel model) => $"{model.Name} {_folder.File("models", model.Name)}";
    }

    [Fact]
    public async Task What_was_trained_is_kept_when_it_cannot_be_published()
    {
        var model = await TuneAsync("served", seed: 1);
        using var broken = Tuner("echo no server here >&2; exit 4");
        var failure = await Should.ThrowAsync<GleanerException>(() => broken.ServeAsync(model.Name, TestContext.Current.CancellationToken));
        failure.Message.ShouldContain("failed with exit code 4");
        failure.Message.ShouldContain("no server here");

        (await TuneAsync("served", seed: 1)).ShouldBe(model);
        await ServeAsync(model.Name);

        File.ReadAllLines(_folder.File("bases")).Length.ShouldBe(1);
        Published().ShouldBe([$"{model.Name} {_folder.File("models", model.Name)}"]);
    }

    [Fact]
    public async Task A_training_that_left_half_a_model_is_done_again()
    {
        var name = (await TuneAsync("served", seed: 1)).Name;
        Directory.Move(_folder.File("models", name), _folder.File("models", $".{name}.tmp"));
        File.Delete(_folder.File("models", $".{name}.tmp", "config.json"));

        (await TuneAsync("served", seed: 1)).Name.ShouldBe(name);

        File.ReadAllText(_folder.File("count")).Trim().ShouldBe("2");
        File.Exists(_folder.File("models", name, "config.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_the_template_writes_earlier_turns_differently_each_trained_turn_stands_behind_what_the_server_wrote()
    {
        const string Thinking =
            """
            {%- for message in messages -%}
            {{ '<|start|>' + message['role'] + '\n' }}
            {%- if loop.last and message['role'] == 'assistant' -%}{{ '(no thought)' }}{%- endif -%}
            {{ message['content'] + '<|end|>' + '\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|start|>assistant\n(no thought)' }}{%- endif -%}
            """;
        var plain = await RowsAsync(seed: 1);
        File.WriteAllText(_folder.File("base", "chat_template.jinja"), Thinking);
        var rows = await RowsAsync(seed: 2);

        plain.Length.ShouldBe(5);
        rows.Length.ShouldBe(9);
        var tokenizer = Tokenizer.Load(_folder.File("base"));
        var third = Samples.Binary()[2];
        const string Start = $"<|start|>system\n{Samples.Rules}<|end|>\n<|start|>user\nPanel 3.0\n\tlit: <\\><|end|>\n<|start|>assistant\n";
        tokenizer.Decode(rows[3].Ids.AsSpan()).ShouldBe($"{Start}(no thought){third.Turns[0].Action}<|end|>");
        tokenizer.Decode(rows[4].Ids.AsSpan()).ShouldBe(
            $"{Start}{third.Turns[0].Action}<|end|>\n<|start|>user\nPanel 3.1\n\tlit: <\\><|end|>\n<|start|>assistant\n{third.Turns[1].Action}<|end|>\n"
            + $"<|start|>user\nPanel 3.2\n\tlit: <\\><|end|>\n<|start|>assistant\n(no thought){third.Turns[2].Action}<|end|>");
        rows.Select(Trained).ShouldBe(Samples.ActionsOf(Samples.Binary()).Where(turn => turn.Weight > 0).Select(turn => turn.Action + "<|end|>"));
        string.Concat(plain.Select(Trained)).ShouldBe(string.Concat(rows.Select(Trained)));

        async Task<ImmutableArray<RenderedSequence>> RowsAsync(ulong seed)
        {
            await TuneAsync("served", seed);
            using var stream = File.OpenRead(_folder.File("work", "data-safetensors"));
            return SequenceFile.Read(stream, "data");
        }

        string Trained(RenderedSequence row) => tokenizer.Decode([.. row.Ids.Where((_, i) => row.Weights[i] > 0)]);
    }

    [Fact]
    public async Task A_model_whose_folder_is_gone_is_named()
    {
        (await Should.ThrowAsync<GleanerException>(() => ServeAsync("tiny-gone"))).Message.ShouldContain("the folder of the model 'tiny-gone' is missing");
        (await Should.ThrowAsync<GleanerException>(() => TuneAsync("tiny-gone", 1))).Message.ShouldContain("the folder of the model 'tiny-gone' is missing");
    }

    [Fact]
    public void A_publishing_command_that_cannot_work_is_refused()
    {
        Should.Throw<GleanerException>(() => new PublishTemplate([])).Message.ShouldContain("is empty");
        Should.Throw<GleanerException>(() => new PublishTemplate(["curl", "{modell}"])).Message.ShouldContain("the placeholder {modell}; there are {name}, {folder}");
        new PublishTemplate(["load", "{name}", "{{\"path\": \"{folder}\"}}"]).For("a", "/b").ShouldBe(["load", "a", "{\"path\": \"/b\"}"]);
    }

    private string[] Published() => File.ReadAllLines(_folder.File("published"));

    private Task ServeAsync(string model) => _tuner.ServeAsync(model, TestContext.Current.CancellationToken);

    private Task<TunedModel> TuneAsync(string model, ulong seed) => _tuner.TuneAsync(
        new TuningWork(model, Samples.Binary(), new LearningPlan(7, 2, 1e-3, new Seed(seed)), _folder.File("work")), TestContext.Current.CancellationToken);

    private CommandTuner Tuner(string publish) => new(
        new CommandTunerOptions
        {
            BaseModel = "served",
            BaseFolder = _folder.File("base"),
            Models = _folder.File("models"),
            Prefix = "tiny",
            Trainer = new CommandTrainer(new CommandTrainerOptions { Command = new CommandTemplate(["/bin/sh", "-c", Train, "train", "{data}", "{output}", _folder.Path, "{base}"]) }),
            Publish = new PublishTemplate(["/bin/sh", "-c", publish, "publish", "{name}", "{folder}"]),
        },
        Samples.Rules);
}
