using System.Text.Json.Nodes;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;

namespace Gleaner.CommandLine.Tests.Commands;

/// <summary>Replays parts of the real recordings, true and falsified.</summary>
public sealed class ReplayCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Identical_trajectories_exit_with_0()
    {
        var file = Record(_ => { });

        var run = await ReplayAsync(file);

        run.ShouldBe(new ProgramRun(0, $"{file}: 3/3 trajectories and {Steps(file)}/{Steps(file)} steps identical\n", ""));
    }

    [Fact]
    public async Task A_differing_observation_is_shown_and_exits_with_1()
    {
        var file = Record(record => record["steps"]![1]!["observation"] = "something else");

        var run = await ReplayAsync(file);

        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldContain($"{file}:1 ");
        run.Out.ShouldContain("recorded “something else”");
        run.Out.ShouldEndWith($"{file}: 2/3 trajectories and {Steps(file) - 1}/{Steps(file)} steps identical\n");
    }

    [Fact]
    public async Task An_impossible_action_is_shown_and_exits_with_1()
    {
        var file = Record(record => record["steps"]![0]!["action"] = "click[nothing of the kind]");

        var run = await ReplayAsync(file);

        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldContain("step 1 click[nothing of the kind] (not possible here): text differs");
    }

    [Fact]
    public async Task A_damaged_line_is_named_and_exits_with_3()
    {
        var file = Record(_ => { });
        File.AppendAllText(file, "{\"goals\": \n");

        var run = await ReplayAsync(file);

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldStartWith($"error: {file}, line 4: not valid JSON");
    }

    [Theory]
    [InlineData(0, "error: {0}: there is no such folder")]
    [InlineData(1, "error: {0}: no file items_shuffle*.json")]
    [InlineData(2, "error: {0}/items_shuffle_1.json: ")]
    public async Task A_missing_or_corrupt_catalogue_is_named_and_exits_with_3(int damage, string error)
    {
        var catalogue = _folder.File("catalogue");
        if (damage > 0)
        {
            Directory.CreateDirectory(catalogue);
        }

        if (damage > 1)
        {
            File.WriteAllText(Path.Combine(catalogue, "items_shuffle_1.json"), "[{\"asin\": 5}");
            File.WriteAllText(Path.Combine(catalogue, "items_ins_v2_1.json"), "{}");
        }

        var run = await ProgramRun.OfAsync("replay", "--catalogue", catalogue, "x.jsonl");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldStartWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, error, catalogue));
    }

    private static Task<ProgramRun> ReplayAsync(string file) =>
        ProgramRun.OfAsync("replay", "--env", "webshop", "--catalogue", Path.Combine(RealData.WebShop(), "catalogue"), file);

    private static int Steps(string file) => File.ReadLines(file).Sum(line => JsonNode.Parse(line)!["steps"]!.AsArray()
        .Count(step => step!["observation"] is not null));

    /// <summary>The first three recorded trajectories, the first one changed.</summary>
    private string Record(Action<JsonNode> change)
    {
        var lines = File.ReadLines(Path.Combine(RealData.WebShop(), "trajectories", "agenttraj_l_1k_text.jsonl")).Take(3).ToArray();
        var record = JsonNode.Parse(lines[0])!;
        change(record);
        lines[0] = record.ToJsonString();
        var file = _folder.File("recorded.jsonl");
        File.WriteAllLines(file, lines);
        return file;
    }
}
