using System.Text;
using Snapshooter.Xunit3;

namespace Gleaner.CommandLine.Tests.App;

/// <summary>What people are told when something is wrong, word by word; a change shows in the snapshot's difference.</summary>
public sealed class ErrorSnapshotTests : IDisposable
{
    private const string Maze = """
        environment: {kind: maze, size: 4, count: 60}
        experts:
          - {kind: simulated-walker, name: walker}
        student: {kind: text, width: 16, layers: 1, heads: 1, feed_forward: 16, pieces: 520}
        methods:
          - {kind: eef}

        """;

    private static readonly string[][] Lines =
    [
        ["cnofig"], ["run"], ["run", "--outptu", "x", "maze.yaml"], ["run", "missing.yaml"], ["run", "maze.yaml", "--seeds", "1,x"], ["run", "maze.yaml", "--set", "seeds"],
        ["report", "missing"], ["report", "empty"], ["show", "empty", "newly-solved"], ["export", "empty", "--format", "opneai"], ["health", "missing"],
        ["import", "openai", "missing.jsonl", "--output", "x.jsonl"], ["import", "openai", "damaged.jsonl", "--output", "x.jsonl"], ["import", "opneai", "damaged.jsonl"],
        ["replay", "damaged.jsonl"], ["replay", "--config", "maze.yaml", "damaged.jsonl"], ["kinds", "maize"], ["serve", "model", "missing"], ["view", "missing"], ["worker"],
    ];

    private static readonly (string Wrong, string Right)[] Configurations =
    [
        ("kind: maze", "kind: maize"), ("size: 4", "siez: 4"), ("size: 4", "size: four"), ("count: 60", "count: -1"), ("walker, name", "walker, nmae"), ("  - {kind: eef}", "\t- {kind: eef}"),
        ("{kind: eef}", "{kind: eef, experts: [nobody]}"), ("{kind: eef}", "{kind: eef, name: BC}"), ("{kind: eef}", "[eef]"), ("size: 4, ", "size: 4, size: 5, "),
        ("experts:", "tasks: {train: {first: 0, count: 10}, test: {first: 5, count: 10}}\nexperts:"), ("environment:", "seeds: [1, 1]\nenvironment:"), ("pieces: 520}", "pieces: 520"),
    ];

    private readonly TemporaryFolder _folder = new();

    public ErrorSnapshotTests()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        File.WriteAllText(_folder.File("maze.yaml"), Maze);
        File.WriteAllText(_folder.File("damaged.jsonl"), "{\"messages\": [\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_lines()
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            await TellAsync(text, string.Join(' ', line), line);
        }

        Snapshot.Match(text.ToString());
    }

    [Fact]
    public async Task Experiments()
    {
        var text = new StringBuilder();
        foreach (var (wrong, right) in Configurations)
        {
            Maze.ShouldContain(wrong);
            File.WriteAllText(_folder.File("x.yaml"), Maze.Replace(wrong, right, StringComparison.Ordinal));
            await TellAsync(text, $"config x.yaml   # {right.ReplaceLineEndings(" ⏎ ")}", ["config", "x.yaml"]);
        }

        Snapshot.Match(text.ToString());
    }

    private async Task TellAsync(StringBuilder text, string title, string[] line)
    {
        var run = await ProgramRun.InAsync(_folder.Path, line);
        run.ExitCode.ShouldNotBe(0, title);
        run.Out.ShouldBeEmpty(title);
        text.Append($"$ gleaner {title}\n{run.Error.Replace(_folder.Path, "/here", StringComparison.Ordinal)}exit code {run.ExitCode}\n\n");
    }
}
