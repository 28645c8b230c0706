using System.Text.Json;
using Gleaner.CommandLine.App;
using Gleaner.Formats.Sequences;

namespace Gleaner.EndToEnd.Tests;

/// <summary>What a run learnt from leaves in the forms of other trainers, and what others recorded comes in.</summary>
public sealed class ExportTests(TinyRunTests.FinishedRun finished) : IClassFixture<TinyRunTests.FinishedRun>
{
    private readonly TemporaryFolder _folder = finished.Folder;

    private string Run => _folder.File("run");

    [Fact]
    public async Task Every_weight_of_the_data_set_is_in_the_exported_file()
    {
        var export = await ExportAsync("openai", "openai.jsonl");

        export.Error.ShouldBeEmpty();
        export.ExitCode.ShouldBe(ExitCode.Done);
        var weights = Lines(_folder.File("openai.jsonl")).SelectMany(line => line.GetProperty("messages").EnumerateArray())
            .Where(message => message.GetProperty("role").GetString() == "assistant")
            .Select(message => (message.GetProperty("content").GetString(), message.GetProperty("weight").GetInt32())).ToList();
        weights.ShouldBe(Lines(Path.Combine(Run, "seed-1", "BC", "iteration-1", "dataset.jsonl")).SelectMany(line => line.GetProperty("actions").EnumerateArray())
            .Select(action => (action.GetProperty("action").GetString(), (int)action.GetProperty("weight").GetDouble())));
        export.Out.ShouldContain($"BC, seed 1, iteration 1, as openai\n");
        export.Out.ShouldContain($"{weights.Sum(weight => weight.Item2)} trained turns");
    }

    [Fact]
    public async Task Rows_of_texts_can_name_their_pages_in_the_viewer()
    {
        (await ExportAsync("openai", "sourced.jsonl", "--sources")).ExitCode.ShouldBe(ExitCode.Done);

        Lines(_folder.File("sourced.jsonl")).Select(line => line.GetProperty("source").GetString())
            .ShouldAllBe(page => page!.StartsWith("/run/run/seed-1.BC/task/", StringComparison.Ordinal) && page.EndsWith("/1", StringComparison.Ordinal));
        (await ExportAsync("safetensors", "sourced.safetensors", "--sources")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Ids_are_those_that_the_runs_own_student_was_trained_on()
    {
        (await ExportAsync("safetensors", "own.safetensors")).ExitCode.ShouldBe(ExitCode.Done);

        using var stream = File.OpenRead(_folder.File("own.safetensors"));
        var sequences = SequenceFile.Read(stream, "own");
        using var learning = JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "seed-1", "BC", "iteration-1", "learning.json")));

        // 20 steps of 8 sequences each: passes over the data without repeats count its trained tokens again and again.
        var trained = sequences.Sum(sequence => sequence.Weights.Count(weight => weight > 0));
        (learning.RootElement.GetProperty("trainedTokens").GetInt64() * sequences.Length / 160.0).ShouldBe(trained, trained * 0.1);
    }

    [Fact]
    public async Task Ids_can_be_made_for_a_chat_model_and_what_makes_no_sense_is_said()
    {
        TinyChatModel.Write(_folder.File("chat"), seed: 1);

        var export = await ExportAsync("trl-ids", "ids.jsonl", "--model", _folder.File("chat"));

        export.ExitCode.ShouldBe(ExitCode.Done);
        Lines(_folder.File("ids.jsonl")).ShouldAllBe(line => line.GetProperty("labels").GetArrayLength() == line.GetProperty("input_ids").GetArrayLength());
        (await ExportAsync("trl-ids", "ids.jsonl", "--model", _folder.File("none"))).ExitCode.ShouldBe(ExitCode.Data);
        (await ExportAsync("openai", "x", "--iteration", "7")).Error.ShouldContain("there is no iteration 7");
        (await ExportAsync("openai", "x", "--actions-only")).Error.ShouldContain("axolotl");
        (await ProgramRun.OfAsync("export", Run, "--format", "parquet", "--output", "x")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Rows_of_texts_are_measured_in_a_models_tokens_and_refused_or_split()
    {
        TinyChatModel.Write(_folder.File("measure"), seed: 1);
        string[] model = ["--model", _folder.File("measure")];

        (await ExportAsync("axolotl", "rows.jsonl", model)).Out.ShouldContain("longest row: ");
        (await ExportAsync("axolotl", "rows.jsonl", "--max-length", "100")).ExitCode.ShouldBe(ExitCode.Usage);
        (await ExportAsync("axolotl", "rows.jsonl", [.. model, "--over-length", "split"])).ExitCode.ShouldBe(ExitCode.Usage);
        var refused = await ExportAsync("axolotl", "refused.jsonl", [.. model, "--max-length", "100", "--over-length", "refuse"]);
        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Error.ShouldContain("Nothing was written: longest row: ");
        Directory.EnumerateFiles(_folder.Path, "*refused.jsonl*").ShouldBeEmpty();

        // The run's own student says how long rows of ids are.
        (await ExportAsync("trl-ids", "own.jsonl", "--max-length", "10")).Out.ShouldContain(" rows over 10; cut there, ");
    }

    [Fact]
    public async Task A_run_that_keeps_texts_is_exported_without_its_catalogue()
    {
        var file = TinyExperiment.In(_folder);
        string[] small = ["--set", "exploration.iterations=1"];
        (await ProgramRun.OfAsync(["run", file, "--output", _folder.File("texts"), "--keep-texts", .. small])).ExitCode.ShouldBe(ExitCode.Done);
        (await ProgramRun.OfAsync(["run", file, "--output", _folder.File("pages"), .. small])).ExitCode.ShouldBe(ExitCode.Done);
        Task<ProgramRun> Export(string run) => ProgramRun.OfAsync("export", _folder.File(run), "--format", "openai", "--output", _folder.File(run + ".jsonl"));
        (await Export("pages")).ExitCode.ShouldBe(ExitCode.Done);

        Directory.Delete(Path.Combine(_folder.File("texts"), "data", "catalogue"), recursive: true);
        (await Export("texts")).ExitCode.ShouldBe(ExitCode.Done);

        File.ReadAllText(_folder.File("texts.jsonl")).ShouldBe(File.ReadAllText(_folder.File("pages.jsonl")));
    }

    [Fact]
    public async Task Conversations_of_others_become_a_recorded_expert()
    {
        (await ExportAsync("openai", "train.jsonl")).ExitCode.ShouldBe(ExitCode.Done);
        var catalogue = Path.Combine(Run, "data", "catalogue");

        var import = await ProgramRun.OfAsync(
            "import", "openai", _folder.File("train.jsonl"), "--return", "1", "--policy", "taught", "--catalogue", catalogue, "--output", _folder.File("imported.jsonl"));

        import.Error.ShouldBeEmpty();
        import.ExitCode.ShouldBe(ExitCode.Done);
        import.Out.ShouldContain(" 0 are named by a hash of what the agent was told");
        (await ProgramRun.OfAsync("replay", "--config", _folder.File("tiny.yaml"), _folder.File("imported.jsonl"))).Out.ShouldContain(" trajectories identical");
    }

    private Task<ProgramRun> ExportAsync(string format, string file, params string[] more) =>
        ProgramRun.OfAsync(["export", Run, "--method", "BC", "--format", format, "--output", _folder.File(file), .. more]);

    private static List<JsonElement> Lines(string file) => [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)];
}
